// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.util.stream.Stream;

/**
 * Whom we log in as, and where.
 *
 * @param user the account's name, not empty
 * @param domain its domain, or empty if the other side knows
 * @param workstation what to call this machine, maybe empty
 * @param hash proof of the password
 * @param targetName the service's principal name, {@code HTTP/proxy.corp.test}, or empty to name none
 * @param channelBinding the MD5 of the channel's bindings (RFC 4121 §4.1.1.2 form), 16 bytes, or empty without TLS
 */
public record NtlmLogin(String user, String domain, String workstation, NtHash hash, String targetName, byte[] channelBinding) {
    /** Longest name, in characters. */
    public static final int NAME_LENGTH_MAX = NtlmText.NAME_LENGTH_MAX;

    public NtlmLogin {
        channelBinding = channelBinding.clone();
        if (user.isEmpty()) {
            throw new IllegalArgumentException("a log-in by NTLM needs a user");
        }
        if (channelBinding.length != 0 && channelBinding.length != 16) {
            throw new IllegalArgumentException("a channel binding has 16 bytes or none");
        }
        if (Stream.of(user, domain, workstation, targetName).anyMatch(name -> name.length() > NAME_LENGTH_MAX)) {
            throw new IllegalArgumentException("a name is longer than %d characters".formatted(NAME_LENGTH_MAX));
        }
    }

    /** A log-in that binds to no channel. */
    public NtlmLogin(String user, String domain, String workstation, NtHash hash, String targetName) {
        this(user, domain, workstation, hash, targetName, new byte[0]);
    }

    @Override
    public byte[] channelBinding() {
        return channelBinding.clone();
    }
}
