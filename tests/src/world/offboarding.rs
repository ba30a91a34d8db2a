//! Valid calls of what a tenant does when it leaves.

use serde_json::json;

use super::{Made, World};

impl World {
    pub(super) fn of_offboarding(&self, method: &str, path: &str) -> Option<Made> {
        let confirmed = json!({"confirm": self.tenant.name});
        let administrator = self.tenant.administrator();
        let noticed = || {
            let given = administrator.post("/v1/offboarding", &confirmed);
            assert!(matches!(given.status, 201 | 409), "{given:?}");
            Made::plain(path)
        };
        Some(match (method, path) {
            ("POST", "/v1/offboarding") => {
                let taken_back = administrator.act("/v1/offboarding/withdrawal");
                assert!(matches!(taken_back.status, 200 | 404), "{taken_back:?}");
                Made::plain(path).with_json(&confirmed)
            }
            ("GET", "/v1/offboarding") | ("POST", "/v1/offboarding/withdrawal") => noticed(),
            ("POST", "/v1/offboarding/deletion") => noticed().with_json(&confirmed),
            _ => return None,
        })
    }
}
