//! Equal values are found, and nothing else is learned.

use std::collections::HashSet;

use super::World;

fn index(world: &World, domain: &str, values: &[&str]) -> Vec<Vec<u8>> {
    let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    world
        .vault
        .blind_index(&world.tenant, domain, &values)
        .unwrap()
}

#[test]
fn equal_values_give_equal_bytes_in_order() {
    let world = World::new();
    let found = index(&world, "people/email", &["ada", "bob", "ada", ""]);
    assert_eq!(found[0], found[2]);
    let distinct: HashSet<&Vec<u8>> = found.iter().collect();
    assert_eq!(distinct.len(), 3);
    assert!(found.iter().all(|digest| digest.len() == 32));
    assert_eq!(index(&world, "people/email", &["bob"])[0], found[1]);
    assert!(index(&world, "people/email", &[]).is_empty());
}

#[test]
fn another_domain_or_tenant_gives_other_bytes() {
    let mut world = World::new();
    let here = index(&world, "people/email", &["ada"]);
    assert_ne!(index(&world, "people/name", &["ada"]), here);
    assert_ne!(index(&world, "", &["ada"]), here);
    world.tenant = world
        .vault
        .new_tenant_key("umbrella", &mut world.entropy)
        .unwrap();
    assert_ne!(index(&world, "people/email", &["ada"]), here);
}

#[test]
fn the_domain_and_the_value_do_not_run_into_each_other() {
    let world = World::new();
    assert_ne!(
        index(&world, "people/e", &["mail"]),
        index(&world, "people/email", &[""])
    );
}
