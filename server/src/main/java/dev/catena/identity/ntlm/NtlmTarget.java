// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who we are to clients that log in by NTLM: the target information of the challenge (MS-NLMP 2.2.2.1).
 *
 * @param netbiosDomain the domain's NetBIOS name, {@code CORP}; without a domain, the machine's
 * @param netbiosComputer the machine's NetBIOS name, {@code PROXY}
 * @param dnsDomain the domain's DNS name, or empty
 * @param dnsComputer the machine's DNS name, or empty
 * @param services the principal names we answer to, {@code HTTP/proxy.corp.test}, in any case; a client that names another one meant
 *     somebody else and is refused. Empty to let every name pass
 */
public record NtlmTarget(String netbiosDomain, String netbiosComputer, String dnsDomain, String dnsComputer, Set<String> services) {
    /** Longest name, in characters: what DNS allows. */
    public static final int NAME_LENGTH_MAX = 255;

    public NtlmTarget {
        if (netbiosDomain.isEmpty() || netbiosComputer.isEmpty()) {
            throw new IllegalArgumentException("NTLM needs a NetBIOS name of the domain and of the machine");
        }
        if (Stream.of(netbiosDomain, netbiosComputer, dnsDomain, dnsComputer)
                .anyMatch(name -> name.length() > NAME_LENGTH_MAX || !NtlmText.isAscii(name))) {
            throw new IllegalArgumentException("a name for NTLM is ASCII and no longer than %d characters".formatted(NAME_LENGTH_MAX));
        }
        services = services.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a client that names this service means us. */
    boolean answersTo(String service) {
        return service.isEmpty() || services.isEmpty() || services.contains(service.toLowerCase(Locale.ROOT));
    }

    AvPairs info(byte[] fileTime) {
        var names = AvPairs.NONE.with(AvPairs.NETBIOS_DOMAIN, netbiosDomain).with(AvPairs.NETBIOS_COMPUTER, netbiosComputer);
        var withDomain = dnsDomain.isEmpty() ? names : names.with(AvPairs.DNS_DOMAIN, dnsDomain);
        var withBoth = dnsComputer.isEmpty() ? withDomain : withDomain.with(AvPairs.DNS_COMPUTER, dnsComputer);
        return withBoth.with(AvPairs.TIMESTAMP, fileTime);
    }
}
