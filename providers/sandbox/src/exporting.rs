//! Files in the making.

use std::cell::RefCell;

use engine::Export;

use crate::{loaded, wit};

/// A file in the making.
pub(crate) struct Exporting {
    first: RefCell<Vec<u8>>,
    /// None once it has ended or failed.
    export: RefCell<Option<Export>>,
}

impl Exporting {
    fn take(&self) -> Result<Export, wit::Error> {
        let over = || wit::Error::InputRefused("the export has ended".to_owned());
        self.export.borrow_mut().take().ok_or_else(over)
    }
}

impl wit::GuestFile for Exporting {
    fn begin(plugin: wit::Plugin, context: wit::ExportContext) -> Result<wit::File, wit::Error> {
        let (export, first) = loaded::get(&plugin)?.export(context.into())?;
        Ok(wit::File::new(Self {
            first: RefCell::new(first),
            export: RefCell::new(Some(export)),
        }))
    }

    fn first(&self) -> Vec<u8> {
        self.first.take()
    }

    fn push(&self, collection: String, rows: wit::Table) -> Result<Vec<u8>, wit::Error> {
        let mut export = self.take()?;
        let bytes = export.push(&collection, &rows.into())?;
        self.export.replace(Some(export));
        Ok(bytes)
    }

    fn finish(&self) -> Result<wit::Exported, wit::Error> {
        Ok(self.take()?.finish()?.into())
    }
}
