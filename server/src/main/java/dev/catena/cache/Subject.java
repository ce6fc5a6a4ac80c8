// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Authority;
import dev.catena.http.Target;
import dev.catena.settings.match.Host;
import dev.catena.settings.match.HostPattern;
import dev.catena.store.StoredEntry;
import java.util.Locale;

/** What of the stored responses a list or a purge is about. */
public sealed interface Subject {
    /** All there is. */
    record Everything() implements Subject {}

    /** Those whose URL begins so; canonical, as keys are. */
    record Prefix(String url) implements Subject {}

    /** Those of the hosts, on any port. */
    record Hosts(HostPattern pattern) implements Subject {}

    /** Those that carry this tag ({@link Tags}), of whatever host. */
    record Tagged(String tag) implements Subject {}

    /**
     * The URLs that begin with {@code text}.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static Subject prefix(String text) {
        int host = text.indexOf("://") + 3;
        if (host < 3 || text.indexOf('@') >= 0) throw new IllegalArgumentException("'%s' is not the beginning of a URL: write http://host/path".formatted(text));
        int path = text.indexOf('/', host);
        var authority = path < 0 ? text.substring(host) : text.substring(host, path);
        var scheme = text.substring(0, host - 3).toLowerCase(Locale.ROOT);
        var read = Authority.parse(authority).orElseThrow(() -> new IllegalArgumentException("'%s' is not a host".formatted(authority)));
        int usual = scheme.equals("https") ? 443 : 80;
        // a whole host name: http://www.example must not mean http://www.example.org
        return new Prefix(new Target.Absolute(scheme, read.host(), read.portOr(usual), path < 0 ? "/" : text.substring(path)).uri());
    }

    /**
     * The hosts of a pattern as rules have it: {@code www.example}, {@code *.example}.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static Subject hosts(String pattern) {
        return new Hosts(HostPattern.parse(pattern));
    }

    /**
     * By a word: {@code prefix}, {@code host}, {@code tag} or {@code all}.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote the text
     */
    static Subject of(String kind, String text) {
        return switch (kind) {
            case "prefix" -> prefix(text);
            case "host" -> hosts(text);
            case "tag" -> new Tagged(text);
            case "all" -> new Everything();
            default -> throw new IllegalArgumentException("'%s' is none of prefix, host, tag and all".formatted(kind));
        };
    }

    default boolean includes(StoredEntry entry) {
        return switch (this) {
            case Everything() -> true;
            case Prefix(var url) -> entry.key().startsWith(url);
            case Hosts(var pattern) -> pattern.matches(host(entry.key()));
            case Tagged(var tag) -> Tags.of(entry.head().fields()).contains(tag);
        };
    }

    private static Host host(String key) {
        int from = key.indexOf("://") + 3;
        int to = key.indexOf('/', from);
        return Host.of(Authority.parse(key.substring(from, to < 0 ? key.length() : to)).map(Authority::host).orElse(""));
    }
}
