// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, but a socket that was once in the epoll set stays there until it is closed.
 *
 * <p>Netty (4.2.18 to 4.2.20) takes a socket out of the set when it waits for nothing, and does not put it back: whatever it waits
 * for next fails, and the socket is closed with all that was on its way. It happens to a socket whose peer has ended its
 * side while we are not reading: the origin that has sent everything to a slow client and left, the half-closed end of a
 * tunnel. Here such a socket waits for errors, edge-triggered, so that a peer that is gone wakes the loop once and not
 * for ever.
 */
final class EpollUntilClosed implements IoHandler {
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLET);

    private final IoHandler epoll;

    private EpollUntilClosed(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        var factory = EpollIoHandler.newFactory();
        return executor -> new EpollUntilClosed(factory.newHandler(executor));
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(epoll.register(handle));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    private static final class Registration implements IoRegistration {
        private final IoRegistration registration;
        private volatile boolean waited;

        Registration(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public long submit(IoOps ops) {
            boolean nothing = ops.equals(EpollIoOps.NONE);
            if (nothing && waited) return registration.submit(NOTHING);
            waited |= !nothing;
            return registration.submit(ops);
        }

        @Override
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
