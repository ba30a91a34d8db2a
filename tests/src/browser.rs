//! A real browser: Debian's chromium, led by its `WebDriver`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, json};

/// Debian's package `chromium-driver`, which brings the browser.
const DRIVER: &str = "chromedriver";

/// What the driver prints before its port once it listens.
const READY: &str = "was started successfully on port ";

/// A browser without a window and without a past, ended with the value.
pub struct Browser {
    page: Client,
    _driver: Driver,
}

impl Browser {
    /// Opens an address and waits until it is loaded.
    pub async fn open(url: &str) -> Self {
        let driver = Driver::start();
        // Chromium's own sandbox does not work for root, as whom tests run in containers.
        let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];
        let options = json!({ "args": arguments });
        let wanted = Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&driver.url)
            .await
            .expect("chromium can be started");
        page.goto(url).await.expect("the page can be opened");
        Self {
            page,
            _driver: driver,
        }
    }

    /// The first element that a CSS selector finds, for which it waits half a minute.
    pub async fn find(&self, selector: &str) -> Element {
        let found = self.page.wait().for_element(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// What an element shows.
    pub async fn text(&self, selector: &str) -> String {
        let element = self.find(selector).await;
        element.text().await.expect("an element has text")
    }

    /// Replaces what a field holds.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.expect("a field can be emptied");
        field
            .send_keys(text)
            .await
            .expect("a field can be typed into");
    }

    /// Presses a button.
    pub async fn press(&self, selector: &str) {
        let button = self.find(selector).await;
        button.click().await.expect("a button can be pressed");
    }
}

struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn start() -> Self {
        let mut command = Command::new(DRIVER);
        command.arg("--port=0").stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{DRIVER}: {error}: install chromium-driver"));
        let said = child.stdout.take().expect("its output is piped");
        let port = BufReader::new(said).lines().find_map(|line| {
            let line = line.expect("the driver prints text");
            let (_, port) = line.split_once(READY)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let port = port.expect("the driver listens");
        Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to, it ends its browsers too, which a signal would leave behind.
        let _ = ureq::get(format!("{}/shutdown", self.url)).call();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
