//! Plugins of a tenant: upload, list, activate
