//! What works beside the requests until it is told to end.

use tokio::{runtime::Handle, sync::oneshot, task::JoinHandle};

/// Told when it is time to end.
pub(crate) type Stopped = oneshot::Receiver<()>;

/// Work on a thread of its own: waiting for disks must not hold up requests.
pub(crate) struct Beside {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Beside {
    /// Starts the work.
    pub(crate) fn start<F: Future<Output = ()>>(
        work: impl FnOnce(Stopped) -> F + Send + 'static,
    ) -> Self {
        let (stop, stopped) = oneshot::channel();
        let handle = Handle::current();
        Self {
            stop,
            task: tokio::task::spawn_blocking(move || handle.block_on(work(stopped))),
        }
    }

    /// Tells it to end, and waits until it has.
    pub(crate) async fn end(self) {
        // A task that has ended is not told; it has logged why.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}
