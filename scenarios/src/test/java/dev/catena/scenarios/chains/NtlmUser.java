// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmLogin;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;

/** Somebody on one connection who logs in by NTLM to an origin, or to an upstream, and marks each request as their own. */
final class NtlmUser {
    private final String name;
    private final RawClient client;
    private final String version;
    private final String more;
    private String field = "Authorization";
    private String challenge = "WWW-Authenticate";

    NtlmUser(String name, RawClient client) {
        this(name, client, "HTTP/1.1", "");
    }

    /** @param more field lines of each request */
    NtlmUser(String name, RawClient client, String version, String more) {
        this.name = name;
        this.client = client;
        this.version = version;
        this.more = more;
    }

    /** Logs in to an upstream that the proxy hands the legs to. */
    NtlmUser atUpstream() {
        field = "Proxy-Authorization";
        challenge = "Proxy-Authenticate";
        return this;
    }

    String name() {
        return name;
    }

    RawClient client() {
        return client;
    }

    /** Both legs, and the answer to the second. */
    Response logIn(String request) {
        var ntlm = ntlm();
        return secondLeg(request, ntlm, firstLeg(request, ntlm));
    }

    NtlmClient ntlm() {
        var hash = NtHash.ofPassword(NtlmPeer.password(name).toCharArray());
        return new NtlmClient(new NtlmLogin(name, "CORP", "", hash, "HTTP/peer"), InstantSource.system(), new SecureRandom());
    }

    Response firstLeg(String request, NtlmClient ntlm) {
        return ask(request, proof(ntlm.negotiate()));
    }

    Response secondLeg(String request, NtlmClient ntlm, Response first) {
        var token = first.field(challenge);
        if (!token.startsWith("NTLM ")) throw new AssertionError("no challenge came: " + first);
        return switch (ntlm.answer(Base64.getDecoder().decode(token.substring("NTLM ".length())))) {
            case NtlmClient.Answer.Authenticate(var answer) -> ask(request, proof(answer));
            case NtlmClient.Answer.Failed(var why) -> throw new AssertionError(why);
        };
    }

    private String proof(byte[] message) {
        return "%s: NTLM %s\n".formatted(field, Base64.getEncoder().encodeToString(message));
    }

    Response ask(String request) {
        return ask(request, "");
    }

    private Response ask(String request, String fields) {
        var authority = request.split(" ")[1].replaceFirst("^http://", "").replaceFirst("/.*", "");
        var length = request.startsWith("POST") ? "Content-Length: 0\n" : "";
        return client.ask("%s %s\nHost: %s\nX-Owner: %s\n%s%s%s\n".formatted(request, version, authority, name, length, more, fields));
    }
}
