// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A Windows domain that judges log-ins, by way of Samba's winbind on this machine. */
public record DomainSettings(
    @Setting(doc = "The domain's NetBIOS name, such as CORP. Its users are shown as CORP\\alice, however they write their names.") String name,
    @Setting(doc = "The domain's DNS name, such as corp.example: alice@corp.example is then CORP\\alice, too.", initial = "''") String dnsName,
    @Setting(doc = "NetBIOS names of other domains whose users may log in, too. Empty: only this one's, whoever else it trusts.", initial = "[]")
    List<String> trusted,
    @Setting(doc = "The NetBIOS name of this machine's account in the domain; a domain controller compares it with what the client was shown. "
        + "Empty: the machine's name up to its first dot.", initial = "''")
    String computer,
    @Setting(doc = "The helper program and its arguments; `ntlm_auth` comes with Samba's winbind.", initial = "[ntlm_auth, --helper-protocol=ntlm-server-1]")
    List<String> command,
    @Setting(doc = "Helper processes at most; one judges a log-in in a few milliseconds, and is free in between.", initial = "4", min = "1", max = "64")
    int helpers,
    @Setting(doc = "Log-ins that wait for a helper, at most; more are told to come again.", initial = "256", min = "1", max = "65536")
    int queue,
    @Setting(doc = "How long a log-in waits for its verdict; a helper that takes longer is replaced.", initial = "10s", min = "100ms", max = "2m")
    Duration deadline) implements Checked {

    /** What NetBIOS allows in a name (MS-NBTE 2.2.1), without what would confuse a rule. */
    private static final String NETBIOS = "[A-Za-z0-9!@#$%^&()'{}.~_-]{1,15}";

    public DomainSettings {
        trusted = List.copyOf(trusted);
        command = List.copyOf(command);
    }

    /** There is no domain. */
    @Word(value = "none", doc = "no Windows domain")
    public static DomainSettings none() {
        return new DomainSettings("", "", List.of(), "", List.of("ntlm_auth", "--helper-protocol=ntlm-server-1"), 4, 256, Duration.ofSeconds(10));
    }

    /** Whether there is one. */
    public boolean on() {
        return !name.isEmpty();
    }

    @Override
    public void check(Faults faults) {
        if (equals(none())) return;
        if (faults.sound("name") && !name.matches(NETBIOS)) {
            faults.error("name", "'%s' is not a NetBIOS name".formatted(name), "write the short name, such as %s".formatted(shortName()));
        }
        if (faults.sound("computer") && !computer.isEmpty() && !computer.matches(NETBIOS)) {
            faults.error("computer", "'%s' is not a NetBIOS name".formatted(computer), "write up to 15 letters, without the dollar sign");
        }
        if (faults.sound("dns-name") && !dnsName.isEmpty() && !dnsName.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
            faults.error("dns-name", "'%s' is not a DNS name".formatted(dnsName), "write one such as corp.example");
        }
        if (faults.sound("command") && command.isEmpty()) {
            faults.error("command", "the list is empty", "remove the key for its initial value");
        } else if (faults.sound("command") && command.getFirst().endsWith("ntlm_auth") && !command.contains("--helper-protocol=ntlm-server-1")) {
            faults.error("command", "ntlm_auth would speak another protocol", "add --helper-protocol=ntlm-server-1");
        }
    }

    private String shortName() {
        var first = name.split("[^A-Za-z0-9-]", 2)[0].toUpperCase(Locale.ROOT);
        return first.isEmpty() ? "CORP" : first.substring(0, Math.min(15, first.length()));
    }
}
