//! What to try, as lines for a shell.

use super::host::Host;
use super::seed::Seeded;

/// After the first start: the token, and the main job in six calls.
pub(super) fn first(host: &Host, Seeded { token, email }: &Seeded) {
    println!("\nThe token of the demo tenant is shown this once. To try in another terminal:\n");
    println!("{}\n", lines(&host.url(), token, email));
}

/// After any other start.
pub(super) fn again(host: &Host) {
    println!(
        "The demo tenant is filled. To make another token:\n\n  {}\n",
        host.typed("token create --tenant demo --role administrator"),
    );
}

/// Lines that work as they stand, one after the other. `sed` is everywhere, `jq` is not.
fn lines(url: &str, token: &str, email: &str) -> String {
    let curl = r#"curl -sS -H "authorization: Bearer $TOKEN" -H "content-type: application/json""#;
    let field = |name: &str| format!(r#"sed -E 's/.*"{name}": ?"([^"]*)".*/\1/'"#);
    let (subject_id, request_id) = (field("subject_id"), field("request_id"));
    let who = format!(r#"{{"collection":"people","field":"email","value":"{email}"}}"#);
    let request = r#"{\"kind\":\"erasure\",\"subject_id\":\"$SUBJECT\",\"identity\":{\"method\":\"passport-seen\"}}"#;
    format!(
        r#"export LETHE={url} TOKEN={token}
# 1. find a person by e-mail
SUBJECT=$({curl} $LETHE/v1/subjects/lookup -d '{who}' | {subject_id}); echo $SUBJECT
# 2. see what is held
{curl} "$LETHE/v1/subjects/$SUBJECT/records?limit=100"; echo
# 3. ask for erasure, and see what it would do
REQUEST=$({curl} $LETHE/v1/requests -d "{request}" | {request_id}); {curl} $LETHE/v1/requests/$REQUEST/plan; echo
# 4. ERASE
{curl} -X POST $LETHE/v1/requests/$REQUEST/execution; echo
# 5. the person is gone: 404
{curl} $LETHE/v1/subjects/$SUBJECT; echo
# 6. who did what, and when
{curl} "$LETHE/v1/audit/events?limit=20"; echo"#
    )
}
