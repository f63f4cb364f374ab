//! The map as SVG: one picture without scripts, fonts or anything else from elsewhere, for light and for dark screens.
//!
//! Invariant: it is written by an XML writer alone, and whatever the flow holds, boxes do not lie over each other,
//! labels not over boxes, lines not under boxes or under labels of others, and everything within the picture. Drawing
//! ends in bounded time: what is too large to be laid out as one picture is drawn in sheets ([`sheet`]), and a sheet
//! that is too dense as a list ([`directory`]).

mod bands;
mod card;
mod directory;
mod draw;
mod foot;
mod landing;
mod layout;
mod lines;
mod pen;
mod pieces;
mod shapes;
mod sheet;
mod style;
mod text;

pub(super) use draw::draw;
