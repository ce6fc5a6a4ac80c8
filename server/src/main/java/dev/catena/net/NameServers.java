// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.settings.HostPort;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's DNS client, set up to remember nothing: {@link Resolver} does that, bounded. Every look-up has a socket and so
 * a port of its own, which a forger has to guess as well (RFC 5452 §9.2).
 */
final class NameServers {
    /** Told of every address as it comes in, on the event loop. */
    @FunctionalInterface
    interface Sightings {
        void saw(String name, InetAddress address, long ttlSeconds);
    }

    private NameServers() {}

    static DnsNameResolver client(EventLoop loop, DnsSettings settings, Sightings sightings) {
        boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
        return new DnsNameResolverBuilder(loop)
            .datagramChannelType(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            // an answer that was cut off is asked for again over TCP (RFC 7766 §5)
            .socketChannelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(settings.servers().isEmpty()
                ? DnsServerAddressStreamProviders.platformDefault()
                : new SequentialDnsServerAddressStreamProvider(settings.servers().stream().map(HostPort::toSocketAddress).toList()))
            .resolvedAddressTypes(ResolvedAddressTypes.IPV6_PREFERRED)
            .queryTimeoutMillis(settings.timeout().toMillis())
            .hostsFileEntriesResolver((_, _) -> null)
            .resolveCache(new Unremembering(sightings))
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
            .build();
    }

    /** Netty tells the time to live of an answer to its cache only, so this is one that listens and forgets. */
    private record Unremembering(Sightings sightings) implements DnsCache {
        @Override
        public List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
            return List.of();
        }

        @Override
        public @Nullable DnsCacheEntry cache(String hostname, DnsRecord[] additionals, InetAddress address, long originalTtl, EventLoop loop) {
            sightings.saw(hostname, address, originalTtl);
            return null;
        }

        @Override
        public @Nullable DnsCacheEntry cache(String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
            return null;
        }

        @Override
        public void clear() {}

        @Override
        public boolean clear(String hostname) {
            return false;
        }
    }
}
