//! With PostgreSQL the data folder is a cache: nothing that must last goes there unless it is told to.

use tests::backups::Shelf;
use tests::{Folder, Host, Tenant, data};

#[test]
fn who_is_forgotten_waits_in_the_database_until_somebody_has_a_safe() {
    let (folder, shelf) = (Folder::on_postgres(), Shelf::new());
    let host = Host::start(&folder);
    let people = data::some_people(21, 3);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    host.stop();
    assert!(!folder.data().join("safe").exists());
    let to = shelf.backups().to_str().expect("text").to_owned();
    let refused = folder.lethe(&["backup", "create", "--to", &to]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("--safe"),
        "{said}"
    );

    let _ = shelf.create(&folder);
    shelf.buried(1);
    let other = Folder::on_postgres();
    let said = shelf.restore(&other, None);
    assert_eq!(said["keys"], 3, "two subjects and the tenant: {said}");
}
