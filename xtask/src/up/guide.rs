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
    let curl = r#"curl -sS -H "authorization: Bearer $TOKEN""#;
    let json = r#"-H "content-type: application/json" -d"#;
    let field = |name: &str| format!(r#"sed -E 's/.*"{name}": ?"([^"]*)".*/\1/'"#);
    let (subject_id, request_id) = (field("subject_id"), field("request_id"));
    let who = format!(r#"{{"collection":"people","field":"email","value":"{email}"}}"#);
    let request = r#"{\"kind\":\"erasure\",\"subject_id\":\"$SUBJECT\",\"identity\":{\"method\":\"passport-seen\"}}"#;
    format!(
        r#"export LETHE={url} TOKEN={token}
# 1. find a person by e-mail
SUBJECT=$({curl} $LETHE/v1/subjects/lookup {json} '{who}' | {subject_id}); echo $SUBJECT
# 2. see what is held
{curl} "$LETHE/v1/subjects/$SUBJECT/records?limit=100"; echo
# 3. ask for erasure, and see what it would do
REQUEST=$({curl} $LETHE/v1/requests {json} "{request}" | {request_id}); {curl} $LETHE/v1/requests/$REQUEST/plan; echo
# 4. ERASE
{curl} -X POST $LETHE/v1/requests/$REQUEST/execution; echo
# 5. the person is gone: 404
{curl} -i $LETHE/v1/subjects/$SUBJECT; echo
# 6. who did it, when, and how many records it was
{curl} "$LETHE/v1/audit/events?action=subject.erased"; echo"#
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::lines;

    /// Answers like Lethe, and writes down what it was called with.
    const CURL: &str = r#"
curl() {
    echo "$@" >&2
    case "$*" in
        */v1/subjects/lookup*) printf '{"subject_id":"S-1"}' ;;
        */plan*) printf '{"plan":true}' ;;
        */execution*) printf '{"state":"completed"}' ;;
        */v1/requests*) printf '{"request_id":"R-1","subject_id":"S-1","state":"received"}' ;;
        *) printf '{}' ;;
    esac
}
"#;

    #[test]
    fn the_lines_work_in_a_shell_as_they_stand() {
        let lines = lines("http://127.0.0.1:3000", "lethe_secret", "ada@example.org");
        let script = format!("set -eu\n{CURL}\n{lines}");
        let output = Command::new("bash").args(["-c", &script]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let calls = String::from_utf8(output.stderr).unwrap();
        let bodies: Vec<serde_json::Value> = calls
            .lines()
            .filter_map(|call| call.split_once(" -d "))
            .map(|(_, body)| serde_json::from_str(body).unwrap())
            .collect();
        assert_eq!(bodies[0]["value"], "ada@example.org");
        assert_eq!(bodies[1]["subject_id"], "S-1");
        for called in [
            "subjects/S-1/records",
            "requests/R-1/plan",
            "requests/R-1/execution",
        ] {
            assert!(calls.contains(called), "{called} in {calls}");
        }
        let all = calls.lines().count();
        assert_eq!(
            (
                all,
                calls.matches("authorization: Bearer lethe_secret").count()
            ),
            (7, 7)
        );
    }
}
