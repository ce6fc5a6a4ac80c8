// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.NameResolver;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a directory: a few that are kept, logged in as our own user, for searches; and one for each password that is tried, so
 * that none ever speaks for the wrong one. Nothing is connected before it is needed. Blocking; thread-safe.
 */
final class DirectoryConnections implements AutoCloseable {
    /** A connection to a server that is not the first choice is replaced after so long. */
    private static final Duration SECOND_CHOICE = Duration.ofMinutes(5);
    /** An answer about a user is a few kilobytes, one with a thousand groups some hundred. */
    private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

    private final LDAPConnectionPool searching;
    private final ServerSet trying;

    /**
     * @param password of our own user
     * @param hosts the addresses of a name, where the settings say; empty to ask the system
     */
    DirectoryConnections(LdapSettings settings, String password, SSLContext tls, Function<String, List<InetAddress>> hosts, InstantSource clock) {
        var options = options(settings, hosts);
        var servers = new Servers(settings, options, tls);
        var own = settings.user().isEmpty() ? null : new SimpleBindRequest(settings.user(), password);
        var brake = new Brake(settings.user(), clock);
        trying = servers.all(null, single -> single);
        searching = pool(settings, servers.all(own, single -> own == null ? single : new Braked(single, brake)), own);
    }

    private static LDAPConnectionOptions options(LdapSettings settings, Function<String, List<InetAddress>> hosts) {
        var options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(Math.toIntExact(settings.connectTimeout().toMillis()));
        options.setResponseTimeoutMillis(settings.deadline().toMillis());
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        options.setNameResolver(new Names(hosts));
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setMaxMessageSize(MESSAGE_BYTES_MAX);
        options.setCaptureConnectStackTrace(false);
        return options;
    }

    private static LDAPConnectionPool pool(LdapSettings settings, ServerSet servers, @Nullable BindRequest own) {
        try {
            var pool = new LDAPConnectionPool(servers, own, 0, settings.connectionsMax());
            pool.setConnectionPoolName("catena-directory");
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(settings.deadline().toMillis());
            // a search may be put again on a fresh connection; a password never is, for it would count twice
            pool.setRetryFailedOperationsDueToInvalidConnections(EnumSet.of(OperationType.SEARCH));
            return pool;
        } catch (LDAPException impossible) {
            throw new IllegalStateException("a pool that connects to nothing yet cannot fail", impossible);
        }
    }

    /** The servers in their order, each reached as its URL says. */
    private record Servers(LdapSettings settings, LDAPConnectionOptions options, SSLContext tls) {
        ServerSet all(@Nullable BindRequest bind, Function<ServerSet, ServerSet> wrap) {
            var all = new FailoverServerSet(settings.urls().stream().map(url -> wrap.apply(one(url, bind))).toList());
            all.setMaxFailoverConnectionAgeMillis(SECOND_CHOICE.toMillis());
            return all;
        }

        private ServerSet one(LdapUrl url, @Nullable BindRequest bind) {
            @Nullable PostConnectProcessor secured = !url.tls() && settings.starttls() ? new StartTLSPostConnectProcessor(tls) : null;
            return new SingleServerSet(url.address().host(), url.address().port(), url.tls() ? tls.getSocketFactory() : null, options, bind, secured);
        }
    }

    /** A server whose log-in is given a rest after it was refused. */
    private static final class Braked extends ServerSet {
        private final ServerSet server;
        private final Brake brake;

        Braked(ServerSet server, Brake brake) {
            this.server = server;
            this.brake = brake;
        }

        @Override
        public boolean includesAuthentication() {
            return server.includesAuthentication();
        }

        @Override
        public boolean includesPostConnectProcessing() {
            return server.includesPostConnectProcessing();
        }

        @Override
        public LDAPConnection getConnection() throws LDAPException {
            return brake.connect(server::getConnection);
        }

        @Override
        public void toString(StringBuilder buffer) {
            server.toString(buffer);
        }
    }

    /** Names by the settings first. */
    private static final class Names extends NameResolver {
        private final Function<String, List<InetAddress>> hosts;

        Names(Function<String, List<InetAddress>> hosts) {
            this.hosts = hosts;
        }

        @Override
        public InetAddress getByName(String host) throws UnknownHostException {
            var known = hosts.apply(host);
            return known.isEmpty() ? super.getByName(host) : known.getFirst();
        }

        @Override
        public InetAddress[] getAllByName(String host) throws UnknownHostException {
            var known = hosts.apply(host);
            return known.isEmpty() ? super.getAllByName(host) : known.toArray(InetAddress[]::new);
        }

        @Override
        public void toString(StringBuilder buffer) {
            buffer.append("the settings' names, then the system's");
        }
    }

    /** For searches. */
    LDAPConnectionPool searching() {
        return searching;
    }

    /** A connection on which nobody logged in yet; whoever takes it closes it. */
    LDAPConnection fresh() throws LDAPException {
        return trying.getConnection();
    }

    /** Connections that wait for a search. */
    int idle() {
        return searching.getCurrentAvailableConnections();
    }

    @Override
    public void close() {
        searching.close();
        trying.shutDown();
    }
}
