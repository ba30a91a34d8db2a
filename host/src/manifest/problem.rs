//! What is wrong with a manifest, and where.

use std::fmt;

/// One refusal: the line, the key and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the manifest file.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Dotted path of the key, such as `component.subjects.source`.
    pub key: String,
    /// Why it is refused.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            key,
            message,
        } = self;
        if key.is_empty() {
            return write!(f, "{file}:{line}: {message}");
        }
        write!(f, "{file}:{line}: {key}: {message}")
    }
}

/// Everything that is wrong with a manifest, by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while a manifest is read.
pub(super) struct Report {
    file: String,
    newlines: Vec<usize>,
    problems: Vec<Problem>,
}

impl Report {
    pub(super) fn new(file: &str, text: &str) -> Self {
        let newlines = text.match_indices('\n').map(|(offset, _)| offset).collect();
        Self {
            file: file.to_owned(),
            newlines,
            problems: Vec::new(),
        }
    }

    /// The line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.newlines.partition_point(|newline| *newline < offset) + 1
    }

    pub(super) fn add(&mut self, offset: usize, key: &str, message: impl Into<String>) {
        let line = self.line(offset);
        self.add_line(line, key, message);
    }

    pub(super) fn add_line(&mut self, line: usize, key: &str, message: impl Into<String>) {
        let (file, key) = (self.file.clone(), key.to_owned());
        self.problems.push(Problem {
            file,
            line,
            key,
            message: message.into(),
        });
    }

    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => {
                self.problems.sort_by_key(|problem| problem.line);
                Err(Problems(self.problems))
            }
        }
    }
}
