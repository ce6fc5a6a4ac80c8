// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The six ways in which the two ends of a hop fail to agree on who we are: the causes of error 12201. */
public enum HopFailure {
    /** Encrypted credentials are configured, and the upstream lets us in without asking. */
    UNCHALLENGED("unchallenged",
        "switch anonymous access off at the upstream, and one of the allowed schemes on; or set `credentials.unchallenged: continue`"),
    /** It wants us to log in, and we have nothing to say. */
    NO_CREDENTIALS("no-credentials",
        "give the upstream `credentials` in the settings, or allow this proxy in without a log-in at the upstream"),
    /** It offers only what we may not use. */
    NO_COMMON_SCHEME("no-common-scheme",
        "name one of the offered schemes in `credentials.schemes`, or switch one of the allowed ones on at the upstream"),
    /** It wants a Kerberos ticket, and there is none to be had. */
    NO_TICKET("no-ticket",
        "see to Kerberos, or name another of the offered schemes in `credentials.schemes`"),
    /** It refused our user or password. */
    REJECTED("rejected",
        "check user and password; after a change in the settings or of the secret it is tried again"),
    /** It dropped or mangled a leg of the handshake. */
    HANDSHAKE("handshake",
        "let the upstream keep the connection open between the legs; `catena doctor` shows each leg");

    /** The words of Microsoft Proxy Server 2.0, which administrators search for. */
    public static final String HISTORICAL = "A chained proxy server or array member requires proxy-to-proxy authentication. "
        + "Please contact your server administrator.";

    private final String word;
    private final String remedy;

    HopFailure(String word, String remedy) {
        this.word = word;
        this.remedy = remedy;
    }

    /** {@code 12201/rejected}: what page, log, metric and manual call it. */
    public String slug() {
        return RefusalCode.HOP_AUTHENTICATION.number() + "/" + word;
    }

    /** What helps. */
    public String remedy() {
        return remedy;
    }

    /**
     * This failure at one hop.
     *
     * @param hop its name for people: {@code head-office (hq1.corp.example:8080)}
     * @param offered what its challenge named, also schemes we do not know; empty when it sent none
     * @param allowed what the settings let us answer with; empty without credentials
     * @param detail what is known besides, a clause; or empty
     */
    public Refusal at(String hop, List<String> offered, List<Scheme> allowed, String detail) {
        return at(hop, offered, allowed, detail, remedy);
    }

    /** The same with a remedy that fits better than the general one. */
    Refusal at(String hop, List<String> offered, List<Scheme> allowed, String detail, String betterRemedy) {
        var cause = switch (this) {
            case UNCHALLENGED -> "%s let this proxy in without a challenge, although it has to prove itself by %s".formatted(hop, words(allowed));
            case NO_CREDENTIALS -> "%s wants this proxy to log in by %s, and there are no credentials for it".formatted(hop, list(offered));
            case NO_COMMON_SCHEME -> "%s offers %s, and this proxy may use %s".formatted(hop, list(offered), words(allowed));
            case NO_TICKET -> "%s offers %s, and this proxy has no Kerberos ticket for it (allowed: %s)".formatted(hop, list(offered), words(allowed));
            case REJECTED -> "%s refused the user or password of this proxy (offered: %s; allowed: %s)".formatted(hop, list(offered), words(allowed));
            case HANDSHAKE -> "%s broke off the handshake (offered: %s; allowed: %s)".formatted(hop, list(offered), words(allowed));
        };
        return new Refusal(RefusalCode.HOP_AUTHENTICATION, slug(), detail.isEmpty() ? cause : cause + ": " + detail, betterRemedy, "", HISTORICAL);
    }

    /**
     * Certificates instead of log-ins: the two ends did not accept what the other showed.
     *
     * @param byHop it was the hop that did not accept ours
     * @param refusal what TLS came to, in words
     */
    public static Refusal ofCertificates(String hop, boolean byHop, Refusal refusal) {
        var failure = byHop ? REJECTED : HANDSHAKE;
        return new Refusal(RefusalCode.HOP_AUTHENTICATION, failure.slug(), hop + ": " + refusal.cause(), refusal.remedy(), "", HISTORICAL);
    }

    private static String words(List<Scheme> schemes) {
        return list(schemes.stream().map(Scheme::word).toList());
    }

    private static String list(List<String> words) {
        return words.isEmpty() ? "nothing" : words.stream().map(word -> word.toLowerCase(Locale.ROOT)).distinct().collect(Collectors.joining(", "));
    }
}
