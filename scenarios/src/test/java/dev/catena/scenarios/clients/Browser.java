// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RunningPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Chromium without a screen, with a new profile that knows nothing but the proxy. */
public record Browser(Path profile, Proxy proxy, List<String> way) {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String[] FLAGS = {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
        "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-extensions", "--disable-breakpad", "--disable-crash-reporter", "--disable-domain-reliability",
        "--metrics-recording-only",
        "--disable-features=OptimizationHints,MediaRouter,Translate,HttpsUpgrades"};

    public static Browser with(Stage stage, Proxy proxy, String profile) {
        return new Browser(stage.folder().resolve(profile), proxy, List.of("--proxy-server=" + proxy.url()));
    }

    /** One that speaks TLS to the proxy, and trusts this public key alone (SHA-256, in Base64). */
    static Browser overTls(Stage stage, Proxy proxy, String profile, String pin) {
        return new Browser(stage.folder().resolve(profile), proxy,
            List.of("--proxy-server=https://127.0.0.1:" + proxy.address().getPort(), "--ignore-certificate-errors-spki-list=" + pin));
    }

    /** One that asks this proxy for a script which tells it where to go. */
    public static Browser byScript(Stage stage, Proxy proxy, String profile) {
        return new Browser(stage.folder().resolve(profile), proxy, List.of("--proxy-pac-url=" + proxy.url() + "/proxy.pac"));
    }

    /** The page as it is when everything it asks for has been loaded. */
    public String loaded(String url) {
        return chromium().run(PATIENCE, profile.getParent(), arguments("--dump-dom", url)).succeeded().out();
    }

    /** Opens the page, and stays open until it is closed. */
    RunningPeer open(String url) {
        return chromium().start(profile.getParent(), Map.of(), arguments(url));
    }

    /** Opens nothing yet, and types what is given where somebody asks; {@code environment} and {@code flags} are added to what it usually has. */
    public BrowserSession session(BrowserSession.Typed typed, Map<String, String> environment, String... flags) {
        var all = Stream.concat(Stream.of(flags), Stream.of("--remote-debugging-port=0", "about:blank")).toArray(String[]::new);
        return new BrowserSession(chromium().start(profile.getParent(), environment, arguments(all)), typed);
    }

    private static Peer chromium() {
        return Peers.require("chromium");
    }

    private String[] arguments(String... last) {
        var ours = Stream.concat(Stream.of("--user-data-dir=" + profile), way.stream());
        return Stream.of(Arrays.stream(FLAGS), ours, Arrays.stream(last).map(proxy::spelled)).flatMap(all -> all).toArray(String[]::new);
    }
}
