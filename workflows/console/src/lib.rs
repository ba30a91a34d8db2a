//! The front page and the OpenAPI description
