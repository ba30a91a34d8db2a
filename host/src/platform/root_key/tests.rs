use super::*;

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), vault::Error> {
        self.0 += 1;
        bytes.fill(self.0);
        Ok(())
    }
}

fn from_file(folder: &Path, in_use: bool) -> Result<Keys, Error> {
    get(folder, &Variables::default(), in_use, &mut Counting(0))
}

/// Variables with these values.
fn variables(root: &str, former: Option<&str>, artifact: Option<&str>) -> Variables {
    let text = |text: &str| Zeroizing::new(text.to_owned());
    Variables {
        root: Some(text(root)),
        former: former.map(text),
        artifact: artifact.map(text),
    }
}

fn root(byte: u8) -> RootKey {
    RootKey::from_bytes([byte; 32])
}

fn of(byte: u8) -> Zeroizing<[u8; 32]> {
    RootKey::from_bytes([byte; 32]).derive("test")
}

#[test]
fn a_key_is_made_once_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let made = from_file(folder.path(), false).unwrap();
    assert_eq!(made.roots.current().derive("test"), of(1));
    let file = folder.path().join(FILE);
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    let again = from_file(folder.path(), true).unwrap();
    assert_eq!(again.roots.current().derive("test"), of(1));
    // The key, and what is locked.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_variable_wins_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let variable = variables(&"05".repeat(32), None, None);
    let keys = get(folder.path(), &variable, false, &mut Counting(0)).unwrap();
    assert_eq!(keys.roots.current().derive("test"), of(5));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let good = "05".repeat(32);
    for (wrong, name) in [
        (variables("05", None, None), VARIABLE),
        (variables(&good, Some("05"), None), FORMER_VARIABLE),
        (variables(&good, None, Some("05")), ARTIFACT_VARIABLE),
    ] {
        let malformed = get(folder.path(), &wrong, false, &mut Counting(0));
        assert!(matches!(malformed, Err(Error::MalformedVariable(found)) if found == name));
    }
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    from_file(folder.path(), false).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o610] {
        let file = folder.path().join(FILE);
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let refused = from_file(folder.path(), false);
        assert!(matches!(refused, Err(Error::TooOpen { mode: found, .. }) if found == mode));
    }
}

#[test]
fn a_malformed_file_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    for text in ["", "05", &"g".repeat(64), &"0".repeat(300)] {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(
            from_file(folder.path(), false),
            Err(Error::MalformedFile(_))
        ));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_missing_file_is_not_replaced_while_the_database_needs_it() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        from_file(folder.path(), true),
        Err(Error::Missing(_))
    ));
    assert!(!folder.path().join(FILE).exists());
}

#[test]
fn no_message_shows_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let secret = variables("c0ffee", None, None);
    let message = get(folder.path(), &secret, false, &mut Counting(0))
        .unwrap_err()
        .to_string();
    assert!(!message.contains("c0ffee"), "{message}");
}

#[test]
fn a_former_root_key_comes_from_where_the_root_key_comes_from_and_with_an_artifact_key() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two, three] = ["01", "02", "03"].map(|byte| byte.repeat(32));
    let get = |variables: &Variables| get(folder.path(), variables, true, &mut Counting(0));
    let refused = get(&variables(&two, Some(&one), None));
    assert!(matches!(refused, Err(Error::NoArtifactKey)));
    let keys = get(&variables(&two, Some(&one), Some(&three))).unwrap();
    assert!(keys.roots.current().is_same(&root(2)));
    assert!(
        keys.roots
            .former()
            .is_some_and(|former| former.is_same(&root(1)))
    );
    assert_eq!(*keys.artifact, [3; 32]);
    // Deployments name a variable that is empty as a rule.
    let keys = get(&variables(&two, Some(""), Some(" "))).unwrap();
    assert!(keys.roots.former().is_none());
    assert_eq!(keys.artifact, artifact_key(&root(2)));
}

/// What there is to read with, after a stop at any step.
fn readable(folder: &Path) -> Keys {
    find(folder, &Variables::default(), true, &mut Counting(9)).unwrap()
}

#[test]
fn a_rotation_makes_a_key_and_keeps_the_former_one_until_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let artifact = from_file(folder.path(), false).unwrap().artifact.clone();
    let rotation = Rotation::lock(folder.path()).unwrap();
    let keys = rotation.begin(&mut Counting(1)).unwrap();
    assert!(keys.roots.current().is_same(&root(2)));
    assert!(
        keys.roots
            .former()
            .is_some_and(|former| former.is_same(&root(1)))
    );
    assert_eq!(keys.artifact, artifact, "pseudonyms stay the same");
    drop(rotation);
    // The second run goes on with the key that the first one made.
    let rotation = Rotation::lock(folder.path()).unwrap();
    let keys = rotation.begin(&mut Counting(5)).unwrap();
    assert!(keys.roots.current().is_same(&root(2)));
    rotation.end().unwrap();
    let keys = from_file(folder.path(), true).unwrap();
    assert!(keys.roots.current().is_same(&root(2)) && keys.roots.former().is_none());
    assert_eq!(keys.artifact, artifact);
    let names = fs::read_dir(folder.path()).unwrap().flatten();
    let mut names: Vec<_> = names.map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, [ARTIFACT_FILE, FILE, LOCK_FILE]);
}

#[test]
fn a_rotation_that_stopped_before_it_made_a_key_makes_it_then() {
    let folder = tempfile::tempdir().unwrap();
    from_file(folder.path(), false).unwrap();
    fs::hard_link(folder.path().join(FILE), folder.path().join(FORMER_FILE)).unwrap();
    assert!(readable(folder.path()).roots.former().is_none());
    let rotation = Rotation::lock(folder.path()).unwrap();
    let keys = rotation.begin(&mut Counting(1)).unwrap();
    assert!(keys.roots.current().is_same(&root(2)));
    assert!(
        keys.roots
            .former()
            .is_some_and(|former| former.is_same(&root(1)))
    );
}

#[test]
fn a_former_key_that_was_being_dropped_is_not_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    from_file(folder.path(), false).unwrap();
    let rotation = Rotation::lock(folder.path()).unwrap();
    rotation.begin(&mut Counting(1)).unwrap();
    let [former, dropped] = [FORMER_FILE, "root.key.dropped"].map(|name| folder.path().join(name));
    fs::rename(former, &dropped).unwrap();
    drop(rotation);
    assert!(readable(folder.path()).roots.former().is_none());
    let rotation = Rotation::lock(folder.path()).unwrap();
    assert!(!dropped.exists());
    rotation.end().unwrap();
}

#[test]
fn nobody_rotates_a_key_that_is_in_use_and_nobody_uses_one_that_is_rotated() {
    let folder = tempfile::tempdir().unwrap();
    let keys = from_file(folder.path(), false).unwrap();
    let other = from_file(folder.path(), true).unwrap();
    drop(keys);
    assert!(matches!(Rotation::lock(folder.path()), Err(Error::InUse)));
    drop(other);
    let rotation = Rotation::lock(folder.path()).unwrap();
    assert!(matches!(
        from_file(folder.path(), true),
        Err(Error::Rotating)
    ));
    drop(rotation);
    from_file(folder.path(), true).unwrap();
}
