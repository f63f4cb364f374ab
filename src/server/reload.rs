//! Hot reload: the files are looked at every second, and when somebody asks by SIGHUP. What has changed is read and
//! built away from the threads that answer, and serves new calls at once; calls in progress keep the words they began
//! with.

use std::{
    io,
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::signal::unix::Signal;
use tracing::{error, info, warn};

use super::{
    Server,
    files::first_look,
    look::{Look, Looker, Place},
    serving::News,
};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Looks at the files of one place again and again.
pub struct Watch {
    looker: Looker,
    /// What kept the last look from being served, so that it is told once.
    failed: Option<String>,
}

impl Watch {
    /// A watch that has not looked yet.
    #[must_use]
    pub fn over(place: Place) -> Self {
        Self { looker: Looker::at(place), failed: None }
    }

    /// The first look, which must find a flow.
    ///
    /// # Errors
    /// When a folder cannot be listed, or there is no flow in it.
    pub fn first(&mut self) -> io::Result<Look> {
        first_look(&mut self.looker)
    }

    /// Looks, and serves what is new. `None` when nothing has changed since the last look. Takes its time; not for a
    /// thread that answers.
    ///
    /// # Errors
    /// When the files cannot be listed, or something cannot be kept. Then everything is served as before, and the next
    /// look tries again.
    pub fn reload(&mut self, server: &Server) -> io::Result<Option<News>> {
        let news = match self.looker.look() {
            Ok(None) => {
                server.looked();
                return Ok(None);
            }
            Ok(Some(look)) => server.reload(&look),
            Err(error) => Err(error),
        };
        match news {
            Ok(news) => {
                server.looked();
                self.failed = None;
                Ok(Some(news))
            }
            Err(error) => {
                self.looker.forget();
                if self.failed.replace(error.to_string()).is_none_or(|told| told != error.to_string()) {
                    warn!(%error, "could not serve the flows as they are now; those from before are served");
                }
                Err(error)
            }
        }
    }
}

impl Server {
    /// Serves what a look has found to new calls: each file on its own, so that one that is flawed leaves what it
    /// served before. What is new is told in the log.
    ///
    /// # Errors
    /// When something cannot be kept in the data folder; then everything is served as before.
    pub fn reload(&self, look: &Look) -> io::Result<News> {
        let _alone = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let news = self.bundles.reload(look, self.clock.now())?;
        if news.changes_calls() {
            self.last_resort.render(&self.bundles.current(), &format!("{}/audio", self.public_url));
        }
        tell(&news);
        Ok(news)
    }
}

/// Tells in the log what a look has changed.
pub fn tell(news: &News) {
    news.served.iter().for_each(|file| info!(file, "new calls get this flow"));
    // The first line says it all for who looks for it among others; below it stands where, with the lines of the file.
    news.warnings.iter().for_each(|flawed| warn!("{}\n{}", flawed.first(), flawed.shown(false)));
    for (file, flawed) in &news.refused {
        let (first, shown) = (flawed.first(), flawed.shown(false));
        error!(file, "refused, and new calls get what this file was before: {first}\n{shown}");
    }
    for file in &news.gone {
        warn!(file, "this file is gone: its last flow answers its lines until clew starts again");
    }
    news.replaced.iter().for_each(|file| info!(file, "this file is gone, and others answer its lines"));
}

/// Watches the files for as long as the service runs; `hangups` are the requests to look at once.
pub async fn watch(server: Arc<Server>, watch: Watch, mut hangups: Signal) {
    let place = watch.looker.place().clone();
    let mut watch = watch;
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(EVERY) => false,
            asked = hangups.recv() => asked.is_some(),
        };
        let at_work = Arc::clone(&server);
        let looked = tokio::task::spawn_blocking(move || {
            at_work.run_out_switches();
            let news = watch.reload(&at_work);
            (watch, news)
        });
        watch = match looked.await {
            Ok((watch, news)) => {
                if asked && matches!(news, Ok(None)) {
                    info!("looked at the flows: nothing has changed");
                }
                watch
            }
            // The panic has been told. Flows are built where theirs are caught, so this is about the files themselves.
            Err(_panic) => Watch::over(place.clone()),
        };
    }
}
