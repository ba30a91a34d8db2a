//! The native program lethe: serves the workflows and supplies the platform
