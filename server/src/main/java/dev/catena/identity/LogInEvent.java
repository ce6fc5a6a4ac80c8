// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.net.InetAddress;

/** What became of a log-in, as the members of an array tell each other, so that a budget of failures is one for all of them. Never a password. */
public sealed interface LogInEvent {
    /**
     * An upstream refused a password of ours, or left it unanswered.
     *
     * @param fingerprint of the password, under a key that members alone have; empty if it was not answered, or if there is no such key
     */
    record HopRefused(String upstream, String user, String fingerprint) implements LogInEvent {}

    /** A client showed a wrong password. */
    record Failed(String account, InetAddress client) implements LogInEvent {}

    /** A client that had failed before showed the right one. */
    record Succeeded(String account, InetAddress client) implements LogInEvent {}

    /** The domain or the directory refused an account's password. */
    record DomainFailed(String account) implements LogInEvent {}

    /** It accepted one, and forgives those before. */
    record DomainForgave(String account) implements LogInEvent {}
}
