// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import dev.catena.base.Offload;
import dev.catena.identity.LockoutBudget;
import dev.catena.identity.TicketSource;
import dev.catena.identity.kerberos.ServiceAccount;
import dev.catena.identity.kerberos.ServiceName;
import dev.catena.identity.kerberos.ServiceTickets;
import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmLogin;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/** How a client gets the answer to the first request on its connection. */
interface Proof {
    /** Nobody asks. */
    Proof NONE = (client, request) -> client.ask(request + "\n");

    /** @param request its line and its fields, without the empty line at the end */
    Response ask(RawClient client, String request);

    /** NTLM, as curl does it: two requests on the connection. */
    static Proof ntlm(String user, String domain, String password) {
        var random = new SecureRandom();
        var login = new NtlmLogin(user, domain, "", NtHash.ofPassword(password.toCharArray()), "");
        return (client, request) -> {
            var ntlm = new NtlmClient(login, InstantSource.system(), random);
            var challenge = client.ask(with(request, "NTLM", ntlm.negotiate())).field("Proxy-Authenticate").substring("NTLM ".length());
            if (!(ntlm.answer(Base64.getDecoder().decode(challenge)) instanceof NtlmClient.Answer.Authenticate(var message))) {
                throw new AssertionError("not a challenge: " + challenge);
            }
            return client.ask(with(request, "NTLM", message));
        };
    }

    /** Kerberos, with a ticket for {@code service} that is got once and a token that is new each time. */
    static Proof negotiate(String user, Path keytab, String service) {
        var deadline = Duration.ofSeconds(20);
        var clock = InstantSource.system();
        var tickets = new ServiceTickets("bench", user, new ServiceAccount.ByKeytab(user, keytab), new ServiceName(service),
            new LockoutBudget(2, deadline, clock, new SecureRandom()), new Offload("bench-tickets", 8, 1000, deadline), deadline, clock);
        tickets.ticket("").toCompletableFuture().join(); // the KDC is asked before anything is measured
        return (client, request) -> switch (tickets.ticket("").toCompletableFuture().join()) {
            case TicketSource.Ticket.Token(var token, var conversation) -> {
                conversation.close();
                yield client.ask(with(request, "Negotiate", token));
            }
            case TicketSource.Ticket.None(var why, _) -> throw new AssertionError("no ticket: " + why);
        };
    }

    private static String with(String request, String scheme, byte[] token) {
        return "%sProxy-Authorization: %s %s\n\n".formatted(request, scheme, Base64.getEncoder().encodeToString(token));
    }
}
