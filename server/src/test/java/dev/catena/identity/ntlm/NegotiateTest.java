// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import static dev.catena.identity.ntlm.Handshakes.NO_BINDING;
import static dev.catena.identity.ntlm.Handshakes.login;
import static dev.catena.identity.ntlm.Handshakes.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.identity.ntlm.NegotiateServer.Kerberos;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

class NegotiateTest {
    private final Handshakes world = new Handshakes(3);
    private final NtlmLogin alice = login("alice", "CORP", "Al1ce-Passw0rd");
    private final NegotiateServer server = new NegotiateServer(world.knows(alice).server(), Kerberos.REFUSED);
    private final NtlmClient ntlm = world.client(alice);
    private final WrappedNtlmClient client = new WrappedNtlmClient(ntlm);

    @Test
    void a_client_is_proven_inside_of_spnego_and_both_sign_the_list() throws MalformedNtlm {
        var handshake = opened(server.open(client.negotiate()));
        var done = done(handshake.take(message(client.answer(handshake.reply())), world::ntHash, NO_BINDING));

        assertThat(done.verdict()).isInstanceOf(Verdict.Proven.class);
        var last = (Spnego.Token.Resp) Spnego.parse(done.reply());
        assertThat(last.saysNo()).isFalse();
        assertThat(ntlm.session().verifies(NtlmSession.Signer.SERVER, WrappedNtlmClient.ntlmOnly(), last.mechListMic())).isTrue();
    }

    @Test
    void a_client_without_a_ticket_may_send_ntlm_bare() {
        var handshake = opened(server.open(ntlm.negotiate()));
        var done = done(handshake.take(message(ntlm.answer(handshake.reply())), world::ntHash, NO_BINDING));
        assertThat(done.verdict()).isInstanceOf(Verdict.Proven.class);
        assertThat(done.reply()).isEmpty();
    }

    @Test
    void a_client_that_prefers_kerberos_falls_back_and_has_to_sign() {
        var mechanisms = new DERSequence(new ASN1ObjectIdentifier[] {Spnego.KERBEROS, Spnego.NTLM});
        var asking = opened(server.open(init(mechanisms, new byte[] {1, 2, 3})));
        var challenged = ((NegotiateHandshake.Next.Again) asking.take(WrappedNtlmClient.resp(ntlm.negotiate(), new byte[0]), world::ntHash, NO_BINDING)).handshake();
        var answer = message(ntlm.answer(responseToken(challenged.reply())));
        var signature = ntlm.session().sign(NtlmSession.Signer.CLIENT, encoded(mechanisms));

        assertThat(done(challenged.take(WrappedNtlmClient.resp(answer, signature), world::ntHash, NO_BINDING)).verdict()).isInstanceOf(Verdict.Proven.class);
        assertThat(done(challenged.take(WrappedNtlmClient.resp(answer, new byte[0]), world::ntHash, NO_BINDING)).verdict())
            .isEqualTo(new Verdict.Refused(NtlmRefusal.TAMPERED, "alice", "SPNEGO's list of mechanisms is not signed, or was changed on the way"));
    }

    @Test
    void kerberos_is_handed_on_unread_where_it_is_on() {
        var both = new NegotiateServer(world.server(), Kerberos.ACCEPTED);
        var token = init(new DERSequence(new ASN1ObjectIdentifier[] {Spnego.KERBEROS_OF_WINDOWS, Spnego.NTLM}), new byte[] {1, 2, 3});
        assertThat(both.open(token)).isInstanceOfSatisfying(NegotiateServer.Opening.KerberosToken.class, opening -> {
            assertThat(opening.token()).isEqualTo(token);
            assertThat(opening.wrapped()).isTrue();
        });
        assertThat(server.open(init(new DERSequence(Spnego.KERBEROS), new byte[] {1, 2, 3})))
            .isEqualTo(new NegotiateServer.Opening.Refused(NtlmRefusal.UNSUPPORTED, "the client offers none of the mechanisms that are on here"));
    }

    @Test
    void a_wrong_password_is_a_reject() throws MalformedNtlm {
        var wrong = new WrappedNtlmClient(world.client(login("alice", "CORP", "x")));
        var handshake = opened(server.open(wrong.negotiate()));
        var done = done(handshake.take(message(wrong.answer(handshake.reply())), world::ntHash, NO_BINDING));
        assertThat(done.verdict()).isInstanceOf(Verdict.Refused.class);
        assertThat(((Spnego.Token.Resp) Spnego.parse(done.reply())).saysNo()).isTrue();
    }

    @Test
    void every_truncation_and_every_changed_byte_is_refused_or_means_the_same() {
        var handshake = opened(server.open(client.negotiate()));
        var answer = message(client.answer(handshake.reply()));
        for (int at = 0; at < answer.length; at++) {
            var changed = answer.clone();
            changed[at] ^= (byte) (1 << at % 8);
            harmed(handshake, changed);
            harmed(handshake, Arrays.copyOf(answer, at));
        }
    }

    private void harmed(NegotiateHandshake handshake, byte[] token) {
        if (done(handshake.take(token, world::ntHash, NO_BINDING)).verdict() instanceof Verdict.Proven(var user, var domain, _)) {
            assertThat(user).isEqualTo("alice");
            assertThat(domain).isEqualTo("CORP");
        }
        client.answer(token);
        server.open(token);
    }

    @Property(tries = 2000)
    void no_bytes_are_an_exception(Cases cases) {
        var bytes = cases.flip() ? cases.bytes(200) : client.negotiate();
        for (int left = cases.integer(0, 6); left > 0 && bytes.length > 0; left--) {
            bytes[cases.integer(0, bytes.length - 1)] = (byte) cases.integer(0, 255);
        }
        server.open(bytes);
        client.answer(bytes);
    }

    @Test
    void a_token_nested_ten_thousand_deep_is_refused() {
        var nested = new byte[20_000];
        for (int at = 0; at < nested.length; at += 2) {
            nested[at] = at == 0 ? (byte) 0x60 : 0x30;
            nested[at + 1] = (byte) 0x80;
        }
        assertThat(server.open(nested)).isInstanceOf(NegotiateServer.Opening.Refused.class);
        assertThat(server.open(new byte[Spnego.TOKEN_BYTES_MAX + 1])).isInstanceOf(NegotiateServer.Opening.Refused.class);
    }

    private static byte[] responseToken(byte[] reply) {
        try {
            return ((Spnego.Token.Resp) Spnego.parse(reply)).responseToken();
        } catch (MalformedNtlm e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] init(DERSequence mechanisms, byte[] mechToken) {
        var fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 0, mechanisms));
        fields.add(new DERTaggedObject(true, 2, new DEROctetString(mechToken)));
        var content = new ASN1EncodableVector();
        content.add(new ASN1ObjectIdentifier("1.3.6.1.5.5.2"));
        content.add(new DERTaggedObject(true, 0, new DERSequence(fields)));
        return encoded(new DERTaggedObject(false, BERTags.APPLICATION, 0, new DERSequence(content)));
    }

    private static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static NegotiateHandshake opened(NegotiateServer.Opening opening) {
        return ((NegotiateServer.Opening.Ntlm) opening).handshake();
    }

    private static NegotiateHandshake.Next.Done done(NegotiateHandshake.Next next) {
        return (NegotiateHandshake.Next.Done) next;
    }
}
