// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.base.FailureWords;
import dev.catena.base.Offload;
import dev.catena.identity.TicketJudge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/**
 * Judges the tickets of clients by the keys of a keytab, without asking anybody. Thread-safe. The keytab is read anew when it changes.
 *
 * <p>A token counts once (RFC 4120 §3.2.3): the JDK remembers those of the last minutes in the memory of this process. Another machine
 * with the same keytab does not know them, nor this one after a restart, as everywhere else; TLS to the proxy helps where that matters.
 *
 * <p>Groups are not told: the PAC of a ticket holds numbers, not names. Who wants groups asks the directory for the name.
 */
public final class KeytabJudge implements TicketJudge {
    private static final Oid[] BOTH = {Mechanisms.SPNEGO, Mechanisms.KERBEROS};

    private final Path keytab;
    private final Subject subject;
    private final Offload threads;
    private final GSSManager manager = GSSManager.getInstance();

    private KeytabJudge(Path keytab, Subject subject, Offload threads) {
        this.keytab = keytab;
        this.subject = subject;
        this.threads = threads;
    }

    /**
     * @param principal whose tickets are accepted; {@code *} for all that the keytab has keys of
     * @param threads where tickets are decrypted
     * @throws IOException if the keytab cannot be read or has no key that can be used; the message is a clause for people
     */
    public static KeytabJudge of(Path keytab, String principal, Offload threads) throws IOException {
        var content = Keytab.read(keytab);
        try {
            var name = principal.equals("*") ? "*" : KeytabChoice.principal(content, principal);
            if (!content.hasStrongKey()) throw new IOException(("the keytab %s has no AES key: set the account's msDS-SupportedEncryptionTypes to 24, change its "
                + "password, and make a new keytab").formatted(keytab));
            return new KeytabJudge(keytab, acceptor(name, keytab), threads);
        } catch (KerberosProblem problem) {
            throw new IOException("%s; %s".formatted(problem.failure().why(), problem.failure().remedy()), problem);
        }
    }

    /** Nobody has to be asked, so there is no log-in. The JDK reads the file each time it has changed. */
    private static Subject acceptor(String principal, Path keytab) {
        var subject = new Subject();
        if (principal.equals("*")) {
            subject.getPrivateCredentials().add(KeyTab.getUnboundInstance(keytab.toFile()));
        } else {
            var name = new KerberosPrincipal(principal);
            subject.getPrincipals().add(name);
            subject.getPrivateCredentials().add(KeyTab.getInstance(name, keytab.toFile()));
        }
        return subject;
    }

    @Override
    public CompletionStage<Judgement> judge(byte[] token) {
        return threads.submit(() -> judged(token)).exceptionally(this::failed);
    }

    private Judgement judged(byte[] token) throws GSSException {
        var weak = TicketHeader.inToken(token).filter(header -> !header.enctype().isStrong());
        if (weak.isPresent()) return new Judgement.Wrong(weakWords(weak.get()));
        try {
            return Subject.callAs(subject, () -> accepted(token));
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof GSSException gss) return new Judgement.Wrong(words(gss, token));
            throw refused;
        }
    }

    private Judgement accepted(byte[] token) throws GSSException {
        var credential = manager.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, BOTH, GSSCredential.ACCEPT_ONLY);
        var context = manager.createContext(credential);
        try {
            var reply = context.acceptSecContext(token, 0, token.length);
            if (!context.isEstablished()) return new Judgement.Wrong("the client's token needs another leg, which Kerberos has not");
            return right(context, reply == null ? new byte[0] : reply);
        } finally {
            context.dispose();
        }
    }

    private static Judgement right(GSSContext context, byte[] reply) throws GSSException {
        var client = context.getSrcName().toString();
        int at = client.lastIndexOf('@');
        return new Judgement.Right(at < 0 ? client : client.substring(0, at), at < 0 ? "" : client.substring(at + 1), Set.of(), reply);
    }

    private static String weakWords(TicketHeader ticket) {
        return ("the ticket for %s is encrypted with %s, which is not accepted: set msDS-SupportedEncryptionTypes of the account that has this service to 24 (AES), "
            + "change its password, and make a new keytab").formatted(ticket.service(), ticket.enctype());
    }

    private String words(GSSException refused, byte[] token) {
        return switch (Asked.code(refused)) {
            case 32 -> "the client's ticket has expired";
            case 33, 37 -> "the clocks of the client and of this machine differ by more than five minutes (clock skew): let both follow the domain's time";
            case 34 -> "the token was used before (replay)";
            default -> TicketHeader.inToken(token).map(header -> keyWords(header, refused)).orElseGet(() -> "it cannot be read: " + refused.getMessage());
        };
    }

    /** It could not be decrypted: says which key it wants, and which there are. */
    private String keyWords(TicketHeader ticket, GSSException refused) {
        try {
            var keys = Keytab.read(keytab).of(ticket.service());
            if (keys.isEmpty()) return "the ticket is for %s, and the keytab has no key of it".formatted(ticket.service());
            boolean hasKey = keys.stream().anyMatch(key -> key.enctype().equals(ticket.enctype()) && (ticket.kvno() == 0 || key.kvno() == ticket.kvno()));
            return hasKey
                ? "the ticket for %s (%s, kvno %d) cannot be decrypted by the keytab's key of the same version: make a new keytab (%s)"
                    .formatted(ticket.service(), ticket.enctype(), ticket.kvno(), refused.getMessage())
                : "the ticket for %s is encrypted with kvno %d %s, and the keytab has %s: make a new keytab, as the account's password has changed since".formatted(
                    ticket.service(), ticket.kvno(), ticket.enctype(), keys.stream().map(key -> "kvno %d %s".formatted(key.kvno(), key.enctype())).collect(Collectors.joining(", ")));
        } catch (IOException unreadable) {
            return "the keytab cannot be read any more: " + FailureWords.of(unreadable);
        }
    }

    private Judgement failed(Throwable thrown) {
        var cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case TimeoutException _ -> new Judgement.Unavailable("Kerberos tickets wait too long for their turn");
            case RejectedExecutionException _ -> new Judgement.Unavailable("too many Kerberos tickets wait for their turn");
            default -> new Judgement.Wrong("it cannot be read: " + cause.getClass().getSimpleName());
        };
    }
}
