//! `policy schema`: the policy language as a JSON Schema, for editors.

use super::language::{PolicyFile, TestFile};
use crate::cli::exit::Exit;
use crate::cli::report::{self, Problem};
use clap::Args;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};

/// Prints the JSON Schema of the policy language
#[derive(Args)]
pub(crate) struct Schema {
    /// The schema of .test.yaml files instead
    #[arg(long)]
    tests: bool,
}

pub(crate) fn run(args: &Schema) -> Result<Exit, Problem> {
    report::answer(&text(args.tests))?;
    Ok(Exit::Done)
}

/// The schema, indented, with a final line end.
fn text(tests: bool) -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = if tests {
        generator.into_root_schema_for::<TestFile>()
    } else {
        let mut schema = generator.into_root_schema_for::<PolicyFile>();
        let either = serde_json::json!([{ "required": ["releasable"] }, { "required": ["extends"] }]);
        schema.insert("anyOf".to_owned(), either);
        schema
    };
    // A key that may be left out may not be empty either: no null anywhere.
    RecursiveTransform(without_null).transform(&mut schema);
    let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text.push('\n');
    text
}

fn without_null(schema: &mut schemars::Schema) {
    if let Some(kind) = schema.get_mut("type")
        && let Some(list) = kind.as_array_mut()
    {
        list.retain(|t| t != "null");
        if let [one] = list.as_slice() {
            *kind = one.clone();
        }
    }
    let Some(any) = schema.get_mut("anyOf").and_then(|a| a.as_array_mut()) else {
        return;
    };
    any.retain(|s| s.get("type").is_none_or(|t| t != "null"));
    if let [one] = any.as_slice()
        && let Some(reference) = one.get("$ref").cloned()
    {
        schema.remove("anyOf");
        schema.insert("$ref".to_owned(), reference);
    }
}
