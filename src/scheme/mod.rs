//! Marking schemes: ordered levels, controls, aliases. Data, not code.

mod model;

pub use model::{Scheme, SchemeError};
