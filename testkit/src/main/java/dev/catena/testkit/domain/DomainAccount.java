// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Who is in the {@link WindowsDomain}, with the password of the beginning.
 *
 * @param services what tickets are made out to, as {@code HTTP/proxy.corp.test}
 */
public record DomainAccount(String name, String password, List<String> groups, List<String> services, State state) {
    /** Whether the account may be used. */
    public enum State { USABLE, DISABLED, MUST_CHANGE_PASSWORD }

    /** A member of {@code staff} and {@code proxy-users}. */
    public static final DomainAccount ALICE = user("alice", "Al1ce-Passw0rd", "staff", "proxy-users");
    /** In none of these groups, but in {@code contractors}. */
    public static final DomainAccount BOB = user("bob", "B0b-Passw0rd", "contractors");
    /** A user for those scenarios that change a password or try wrong ones. */
    public static final DomainAccount CAROL = user("carol", "Car0l-Passw0rd", "staff");
    /** As whom a proxy logs in at the next one. */
    public static final DomainAccount CHAIN = user("svc-chain", "Cha1n-Passw0rd", "proxy-users");
    public static final DomainAccount DISABLED = new DomainAccount("disabled", "D1sabled-Passw0rd", List.of(), List.of(), State.DISABLED);
    public static final DomainAccount EXPIRED =
        new DomainAccount("expired", "Exp1red-Passw0rd", List.of(), List.of(), State.MUST_CHANGE_PASSWORD);
    /** To whom tickets for this proxy are made out: {@code proxy.corp.test}, or {@code localhost}. */
    public static final DomainAccount PROXY = service("svc-proxy", "Pr0xy-Passw0rd", "HTTP/proxy.corp.test", "HTTP/localhost");
    /** To whom tickets for the head office's proxy are made out: {@code hq.corp.test}. */
    public static final DomainAccount HEAD_OFFICE = service("svc-hq", "He4d-Passw0rd", "HTTP/hq.corp.test");

    static final List<DomainAccount> ALL = List.of(ALICE, BOB, CAROL, CHAIN, DISABLED, EXPIRED, PROXY, HEAD_OFFICE);

    private static DomainAccount user(String name, String password, String... groups) {
        return new DomainAccount(name, password, List.of(groups), List.of(), State.USABLE);
    }

    private static DomainAccount service(String name, String password, String... services) {
        return new DomainAccount(name, password, List.of(), List.of(services), State.USABLE);
    }

    /** The name as NTLM has it: {@code CORP\alice}. */
    public String full() {
        return WindowsDomain.NAME + "\\" + name;
    }

    /** All accounts, as provision.py reads them. */
    static String table() {
        return ALL.stream().map(account -> String.join("\t", account.name, account.password, String.join(",", account.groups),
                String.join(",", account.services), account.state.name()))
            .collect(Collectors.joining("\n"));
    }
}
