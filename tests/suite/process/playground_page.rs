//! The playground's page, in a browser.

use std::fs;

use tests::browser::Browser;
use tests::{Folder, artefacts};

use super::playground::playground;

#[tokio::test]
async fn a_plugin_is_tried_in_a_browser() {
    let (folder, host, _) = playground();
    let browser = Browser::open(host.url()).await;
    choose(&browser, &folder).await;

    let parameters = r#"{"operator": "mask", "keep_start": 1}"#;
    browser.fill("#parameters", parameters).await;
    browser
        .fill("#rows", "name,hours\nAda Lovelace,7\n\"Hopper, Grace\",8\n")
        .await;
    let fields = r#"{"name": {"class": "identifier"}, "hours": {"class": "none"}}"#;
    browser.fill("#fields", fields).await;
    browser.press("form button").await;

    assert_eq!(
        browser.text("#outcome:not([hidden]) #table del").await,
        "Ada Lovelace"
    );
    assert_eq!(browser.text("#table ins").await, "A***********");
    assert_eq!(
        browser.text("#table tr:nth-child(3) ins").await,
        "H************"
    );
    assert_eq!(
        browser.text("#table tr:nth-child(2) td:nth-child(1)").await,
        "7"
    );
    let handed = browser.text("#handed").await;
    assert_eq!(handed, "Handed over: name. 2 values changed.");
    assert!(
        browser.text("#fuel").await.contains(" of "),
        "how near the limit"
    );
    assert!(
        browser.text("#label").await.contains("redact"),
        "what it is"
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_on_the_page_and_mended_there() {
    let (folder, host, _) = playground();
    let browser = Browser::open(host.url()).await;
    let good = browser.find("#rows").await.prop("value").await;
    let good = good.expect("a field has a value").expect("it holds rows");

    browser.fill("#rows", "[{").await;
    browser.press("form button").await;
    let problem = browser.text("#problem:not([hidden])").await;
    assert!(
        problem.starts_with("This is not what it should be"),
        "{problem}"
    );

    browser.fill("#rows", &good).await;
    browser.press("form button").await;
    // Without a file it is the one that Spin mounts, and this host mounts none.
    let problem = browser.text("#problem:not([hidden])").await;
    assert!(problem.contains("mounts no /plugin.wasm"), "{problem}");

    choose(&browser, &folder).await;
    browser
        .fill("#parameters", r#"{"operator": "redact"}"#)
        .await;
    browser.press("form button").await;
    let label = browser.text("#outcome:not([hidden]) #label").await;
    assert!(label.contains("redact"), "{label}");
}

/// Chooses the built-in plugin as one chooses a file.
async fn choose(browser: &Browser, folder: &Folder) {
    let plugin = folder.path().join("redact.wasm");
    fs::write(&plugin, artefacts::plugin("redact")).expect("the plugin can be written");
    let plugin = plugin.to_str().expect("a temporary path is text");
    let chosen = browser.find("#component").await.send_keys(plugin).await;
    chosen.expect("a file can be chosen");
}
