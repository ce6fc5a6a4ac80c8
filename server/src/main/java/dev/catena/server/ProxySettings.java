// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.ArraySettings;
import dev.catena.array.Membership;
import dev.catena.cache.CacheSettings;
import dev.catena.console.ConsoleSettings;
import dev.catena.listen.ListenerSettings;
import dev.catena.listen.ListenerTlsSettings;
import dev.catena.listen.Openness;
import dev.catena.listen.VouchSettings;
import dev.catena.net.DnsSettings;
import dev.catena.net.LimitSettings;
import dev.catena.net.ServerTls;
import dev.catena.net.TimeoutSettings;
import dev.catena.net.Transport;
import dev.catena.observe.LogSettings;
import dev.catena.policy.ConnectSettings;
import dev.catena.policy.DestinationSettings;
import dev.catena.policy.RuleSettings;
import dev.catena.identity.IdentitySettings;
import dev.catena.identity.Scheme;
import dev.catena.route.RouteSettings;
import dev.catena.route.UpstreamSettings;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.upstream.OriginSettings;
import java.util.ArrayList;
import java.util.List;

/** The settings file as a whole. */
public record ProxySettings(
    @Setting(doc = "The version of the form of this file.", initial = "1", live = false) int version,
    @Setting(doc = "The pseudonym of this proxy in Via, Proxy-Status and Cache-Status. Empty: catena- and eight hex digits drawn at start.",
        initial = "''", live = false)
    String name,
    @Setting(doc = "The sockets clients connect to.", initial = "[{name: clients, address: '127.0.0.1:3128'}]")
    List<ListenerSettings> listeners,
    @Setting(doc = "Where accounts come from, and how clients prove who they are.", initial = "{}") IdentitySettings identity,
    @Setting(doc = "Named next hops: proxies that requests go through, and who we are to them.", initial = "[]") List<UpstreamSettings> upstreams,
    @Setting(doc = "Which requests go to which upstream, and which direct: the first route that matches decides. What none of them speaks of"
        + " goes direct.", initial = "[]", shared = true)
    List<RouteSettings> routes,
    @Setting(doc = "Who may do what: the first rule that matches and allows or denies decides. Without rules everybody may do"
        + " everything; with rules, what none of them allows is denied.", initial = "[]", shared = true)
    List<RuleSettings> policy,
    @Setting(doc = "Where tunnels may lead.", initial = "{}", shared = true) ConnectSettings connect,
    @Setting(doc = "Which addresses may be dialled. Link-local and cloud metadata addresses never are.", initial = "{}", shared = true)
    DestinationSettings destinations,
    @Setting(doc = "Several Catenas as one cache: which array this one is a member of.", initial = "off") ArraySettings array,
    @Setting(doc = "What is kept, and for how long.", initial = "{}") CacheSettings cache,
    @Setting(doc = "How names become addresses.", initial = "{}") DnsSettings dns,
    @Setting(doc = "How much of everything is too much.", initial = "{}") LimitSettings limits,
    @Setting(doc = "How long everything may take.", initial = "{}") TimeoutSettings timeouts,
    @Setting(doc = "Connections to origins.", initial = "{}") OriginSettings origins,
    @Setting(doc = "Where the administrator looks: status, metrics, health.", initial = "{}", live = false) ConsoleSettings console,
    @Setting(doc = "Access logs: one line an exchange, in any number of files. Empty: none.", initial = "[]") List<LogSettings> log,
    @Setting(doc = "Event loops; 0: one per processor.", initial = "0", min = "0", max = "1024", live = false) int threads,
    @Setting(doc = "auto takes epoll where it works, else nio.", initial = "auto", live = false) Transport transport)
    implements Checked {

    public ProxySettings {
        listeners = List.copyOf(listeners);
        policy = List.copyOf(policy);
        upstreams = List.copyOf(upstreams);
        routes = List.copyOf(routes);
        log = List.copyOf(log);
    }

    /** Whether members of the array log in at a listener of their own. */
    boolean membersHaveOwnListener() {
        return array.isOn() && listeners.stream().noneMatch(listener -> listener.address().equals(array.address()));
    }

    /** Every socket that takes requests: the listeners, and that of the array's members. */
    List<ListenerSettings> doors() {
        if (!membersHaveOwnListener()) return listeners;
        var all = new ArrayList<>(listeners);
        all.add(new ListenerSettings(Membership.LISTENER, array.address(), array.membersLogIn() ? array.credentials().schemes() : List.of(Scheme.ANONYMOUS), membersTls(),
            VouchSettings.none(), false, List.of(), ListenerSettings.AS_CACHE, Openness.ON_PURPOSE));
        return List.copyOf(all);
    }

    private ListenerTlsSettings membersTls() {
        if (!array.membersShowCertificates()) return ListenerTlsSettings.off();
        var tls = array.tls();
        return new ListenerTlsSettings(tls.certificate(), tls.key(), ServerTls.ClientCertificates.REQUIRED, tls.ca(), tls.minVersion());
    }

    @Override
    public void check(Faults faults) {
        SettingsChecks.of(this, faults);
        OpenRelay.check(listeners, policy, faults);
    }
}
