//! Standard output that may be closed by its reader, as `head` does.

use std::io::{self, BufWriter, ErrorKind, Write};

/// A buffered stream that swallows everything once its reader has gone.
pub(super) struct Output<'s> {
    stream: BufWriter<Pipe<'s>>,
}

struct Pipe<'s> {
    stream: &'s mut dyn Write,
    closed: bool,
}

impl<'s> Output<'s> {
    pub(super) fn new(stream: &'s mut dyn Write) -> Self {
        Self { stream: BufWriter::new(Pipe { stream, closed: false }) }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Pipe<'_> {
    /// Runs `action`; that the reader has gone is no failure.
    fn tolerate<T>(
        &mut self,
        gone: T,
        action: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(gone);
        }
        match action(self.stream) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(gone)
            }
            result => result,
        }
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tolerate(bytes.len(), |stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tolerate((), |stream| stream.flush())
    }
}
