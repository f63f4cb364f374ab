//! How much is tried.

/// How many flows are tried: so many, unless somebody wants more (`CLEW_PROOFS=2000 CLEW_SEED=10000 CLEW_BUDGET=60000`
/// with a release build is twenty minutes for a test).
pub fn many(some: u64) -> u64 {
    std::env::var("CLEW_PROOFS").ok().and_then(|many| many.parse().ok()).unwrap_or(some)
}

/// How many calls a search may meet.
pub fn budget(some: usize) -> usize {
    std::env::var("CLEW_BUDGET").ok().and_then(|many| many.parse().ok()).unwrap_or(some)
}

/// The first seed that is tried.
pub fn from(first: u64) -> u64 {
    std::env::var("CLEW_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(first)
}
