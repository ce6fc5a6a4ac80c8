// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.identity.Hop;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.SocksLogin;
import dev.catena.route.MemberAddress;
import dev.catena.route.UpstreamSettings;
import dev.catena.upstream.HopTls;
import dev.catena.upstream.Way;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the members of one upstream are connected to; reads certificates when the first needs them. */
final class Ways {
    private final UpstreamSettings upstream;
    private final HopCredentials credentials;
    private final LockoutBudget budget;
    private @Nullable HopTls tls;

    Ways(UpstreamSettings upstream, HopCredentials credentials, LockoutBudget budget) {
        this.upstream = upstream;
        this.credentials = credentials;
        this.budget = budget;
    }

    /** @throws IOException if a certificate or key cannot be used; the sentence names the upstream */
    Way to(MemberAddress member, Hop hop) throws IOException {
        return switch (member.protocol()) {
            case HTTP -> Way.PLAIN;
            case HTTPS -> new Way.Tls(tls(), upstream.tls().serverName().isEmpty() ? member.host() : upstream.tls().serverName());
            case SOCKS5 -> new Way.Socks(member.at(), new SocksLogin(hop, credentials, budget));
        };
    }

    private HopTls tls() throws IOException {
        var known = tls;
        if (known != null) return known;
        try {
            var made = HopTls.of(upstream.tls(), System::getenv);
            tls = made;
            return made;
        } catch (IOException unusable) {
            throw new IOException("upstream '%s': %s".formatted(upstream.name(), unusable.getMessage()), unusable);
        }
    }
}
