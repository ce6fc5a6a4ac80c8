// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/** Why a log-in by NTLM was refused; the slugs are stable, for logs and metrics. */
public enum NtlmRefusal {
    /** The bytes are not the message that was due. */
    MALFORMED("ntlm-malformed"),
    /** The client lacks what we insist on: NTLM, extended session security, a character set. */
    UNSUPPORTED("ntlm-unsupported"),
    /** The client did not name a user. */
    ANONYMOUS("ntlm-anonymous"),
    /** The response is LM or NTLMv1. */
    NOT_NTLMV2("ntlm-not-v2"),
    /** The password is wrong, or there is no such user; nobody learns which. */
    WRONG_PASSWORD("ntlm-wrong-password"),
    /** The account may not log in: disabled, locked, expired. */
    ACCOUNT("ntlm-account"),
    /** Somebody changed a message on the way. */
    TAMPERED("ntlm-tampered"),
    /** The client meant another service. */
    WRONG_TARGET("ntlm-wrong-target"),
    /** The client's TLS connection ends elsewhere. */
    WRONG_CHANNEL("ntlm-wrong-channel");

    private final String slug;

    NtlmRefusal(String slug) {
        this.slug = slug;
    }

    /** {@code ntlm-wrong-password} */
    public String slug() {
        return slug;
    }
}
