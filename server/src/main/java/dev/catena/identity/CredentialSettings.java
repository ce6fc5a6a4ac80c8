// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.util.List;

/** Who we are to a next hop, and what we may say to prove it. */
public record CredentialSettings(
    @Setting(doc = "Our account there, DOMAIN\\user or user. Empty where a Kerberos ticket alone names us.", initial = "''") String user,
    @Setting(doc = "Where its password is kept: env:NAME or file:PATH.", initial = "env:CATENA_UPSTREAM_PASSWORD") Secret password,
    @Setting(doc = "Schemes we may answer with; of those that are offered the strongest usable one is taken. basic is used only if it is named.",
        initial = "[ntlm, digest]") List<Scheme> schemes,
    @Setting(doc = "When the upstream lets us in without asking, and one of digest, ntlm, negotiate is to be used: refuse answers error 12201; "
        + "continue goes on without a proof.", initial = "refuse") HopCredentials.Unchallenged unchallenged,
    @Setting(doc = "In whose name: service is this proxy's own account; user-header the same, with a field that names the user; "
        + "pass-through hands on what the client sends.", initial = "service") HopCredentials.As as,
    @Setting(doc = "Send Basic although others on the way can read it: without TLS, to another machine.", initial = "false")
    boolean basicInCleartext) implements Checked {

    public CredentialSettings {
        schemes = List.copyOf(schemes);
    }

    /** We are nobody there. */
    @Word(value = "none", doc = "no credentials: a hop that asks for some is error 12201")
    public static CredentialSettings none() {
        return new CredentialSettings("", Secret.parse("env:CATENA_UPSTREAM_PASSWORD"), List.of(Scheme.ANONYMOUS), HopCredentials.Unchallenged.CONTINUE,
            HopCredentials.As.SERVICE, false);
    }

    @Override
    public void check(Faults faults) {
        if (equals(none())) return;
        if (as == HopCredentials.As.PASS_THROUGH) {
            if (faults.sound("user", "as") && !user.isEmpty()) {
                faults.warning("user", "has no effect: with pass-through the client's own credentials are handed on", "remove it");
            }
            return;
        }
        if (faults.sound("schemes") && schemes.contains(Scheme.NEGOTIATE)) {
            faults.error("schemes", "negotiate towards an upstream is not in this version", "remove it, and name ntlm or digest");
        }
        if (faults.sound("as") && as != HopCredentials.As.SERVICE) {
            faults.error("as", "only service is in this version", "remove it");
        }
        if (faults.sound("schemes") && schemes.isEmpty()) {
            faults.error("schemes", "the list is empty", "name what may be used, such as [negotiate, ntlm], or write `credentials: none`");
        }
        if (faults.sound("schemes", "user") && user.isEmpty() && schemes.stream().anyMatch(scheme -> scheme != Scheme.NEGOTIATE && scheme != Scheme.ANONYMOUS)) {
            faults.error("user", "there is no user", "write DOMAIN\\user, or let schemes be [negotiate] where a ticket names us");
        }
        if (faults.sound("user") && (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl))) {
            faults.error("user", "the name has a colon or a control character", "write DOMAIN\\user or user");
        }
        if (faults.sound("user") && user.endsWith("\\")) {
            faults.error("user", "there is a domain and no user", "write DOMAIN\\user");
        }
        if (faults.sound("schemes", "basic-in-cleartext") && basicInCleartext && !schemes.contains(Scheme.BASIC)) {
            faults.warning("basic-in-cleartext", "has no effect: basic is not among the schemes", "remove it");
        }
    }

    /**
     * What stands against these credentials at one hop; for the record that knows its members.
     *
     * @param path where these credentials are in that record
     * @param cleartext whether the way there is readable by others: no TLS, and not on this machine
     */
    public void checkHop(Faults faults, String path, boolean cleartext) {
        if (!cleartext || basicInCleartext || as == HopCredentials.As.PASS_THROUGH || !schemes.contains(Scheme.BASIC)) return;
        var remedy = "reach the upstream by https://, or set basic-in-cleartext: true if the network between is yours";
        if (schemes.stream().allMatch(scheme -> scheme == Scheme.BASIC)) {
            faults.error(path + ".schemes", "basic would show the password to everybody on the way, and there is no other scheme", remedy);
        } else {
            faults.warning(path + ".schemes", "basic has no effect: the password would go in the clear", remedy);
        }
    }
}
