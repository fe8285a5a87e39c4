//! Values made of the crate's declared fields.

use serve::{Made, Payload, Written};

use crate::types;

/// Makes a value of the type called `name` from the `members` of a JSON object, and encodes it.
///
/// Each struct has a builder for its public fields: those that are required are its arguments, the others its
/// setters, which take `None` for null. Serde fills in the same fields. Members that no field declares are not set:
/// `rest`, the map that could hold them, takes any JSON.
pub fn build(name: &str, members: &str) -> Made<String> {
    match types::typed(name, Payload::Text(members)) {
        Ok(Written::Asked(text)) => Ok(text),
        Ok(Written::Other(text)) => Err(format!("another variant has these members: {text}")),
        Ok(Written::Not(refusal)) => Err(refusal),
        Err(lacking) => Err(lacking.to_string()),
    }
}
