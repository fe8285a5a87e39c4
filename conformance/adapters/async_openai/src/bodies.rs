//! What the crate sends and receives over HTTP: structs that serde can only write, or only read.

use crate::types::release::realtime::*;
use serve::{decode, Answer, Made, Members, Payload, Written};

/// Makes the request called `name` from `members` and encodes it; `None` if it is not one of them.
///
/// A call is created with a form: the crate sends the two members as its parts, the session as JSON.
pub fn build(name: &str, members: &str) -> Option<Made<String>> {
    let make = match name {
        "RealtimeCreateClientSecretRequest" => client_secret,
        "RealtimeCallCreateRequest" => create_call,
        "RealtimeCallReferRequest" => refer_call,
        "RealtimeCallRejectRequest" => reject_call,
        _ => return None,
    };
    Some(Members::parse(members).and_then(|mut given| {
        let written = make(&mut given)?;
        given.done()?;
        written.map_err(|refusal| refusal.to_string())
    }))
}

type Encoded = serde_json::Result<String>;

fn client_secret(given: &mut Members) -> Made<Encoded> {
    let expires_after = match given.inner("expires_after")? {
        None => None,
        Some(mut given) => {
            let after = ClientSecretExpiration {
                anchor: given.take("anchor")?,
                seconds: given.take("seconds")?,
            };
            given.done()?;
            Some(after)
        }
    };
    Ok(serde_json::to_string(&RealtimeCreateClientSecretRequest {
        session: given.take("session")?,
        expires_after,
    }))
}

fn create_call(given: &mut Members) -> Made<Encoded> {
    // A session is put into its variant by hand: serde reads that by another name than the document's.
    let session: Option<RealtimeSession> = given.take("session")?;
    Ok(serde_json::to_string(&RealtimeCallCreateRequest {
        sdp: given.take("sdp")?,
        session: session.map(RealtimeSessionConfiguration::Realtime),
    }))
}

fn refer_call(given: &mut Members) -> Made<Encoded> {
    Ok(serde_json::to_string(&RealtimeCallReferRequest {
        target_uri: given.take("target_uri")?,
    }))
}

fn reject_call(given: &mut Members) -> Made<Encoded> {
    Ok(serde_json::to_string(&RealtimeCallRejectRequest {
        status_code: given.take("status_code")?,
    }))
}

/// Decodes the response called `name`. The crate does not write it: its fields are shown.
pub fn decode(name: &str, payload: Payload) -> Answer {
    assert_eq!(name, "RealtimeCreateClientSecretResponse");
    decode!(RealtimeCreateClientSecretResponse, payload).map(|secret| {
        let shown = serde_json::json!({
            "value": secret.value,
            "expires_at": secret.expires_at,
            "session": secret.session,
        });
        Written::Asked(shown.to_string())
    })
}
