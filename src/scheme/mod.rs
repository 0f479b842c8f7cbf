//! Marking schemes: ordered levels, controls, aliases. Data, not code.
//!
//! A scheme is a YAML file (`docs/schemes.md`). The files in `policies/schemes/` are part of the binary; a user's own
//! file works the same way.

mod builtin;
mod code;
mod compile;
mod controls;
mod derived;
mod error;
mod model;
mod names;
mod openers;
mod phrases;
mod source;
mod spelled;
mod spelling;
mod words;

pub use code::Code;
pub use error::SchemeError;
pub use model::Scheme;

pub(crate) use model::{
    Argument, Category, Compartment, Control, Controls, Data, Demands, Levels, bit, level_bit,
};
pub(crate) use openers::{First, LONGEST};
pub(crate) use phrases::{Form, Phrase, Target, first_word, starts_with_word, upper, upper_char};
pub(crate) use source::{Kind, Position, Release};
