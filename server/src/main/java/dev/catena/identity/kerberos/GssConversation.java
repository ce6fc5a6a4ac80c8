// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.TicketSource;
import java.util.function.BooleanSupplier;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;

/** A security context whose first token went out. Nothing here waits: to check a reply is to decrypt a few bytes. */
final class GssConversation implements TicketSource.Conversation {
    private static final System.Logger LOG = System.getLogger(GssConversation.class.getName());

    private final GSSContext context;
    private final String service;
    private final BooleanSupplier dropTicket;

    /** @param dropTicket forgets the ticket of the token, and says whether another may do better */
    GssConversation(GSSContext context, String service, BooleanSupplier dropTicket) {
        this.context = context;
        this.service = service;
        this.dropTicket = dropTicket;
    }

    String service() {
        return service;
    }

    @Override
    public String accepted(byte[] reply) {
        try {
            if (reply.length == 0) return "";
            context.initSecContext(reply, 0, reply.length);
            return context.isEstablished() ? "" : "it took the ticket, and its reply wants another leg, which Kerberos has not";
        } catch (GSSException wrong) {
            return "it took the ticket, and its reply does not prove that it has the key of %s (%s)".formatted(service, wrong.getMessage());
        } finally {
            close();
        }
    }

    @Override
    public boolean refused() {
        close();
        return dropTicket.getAsBoolean();
    }

    @Override
    public void close() {
        try {
            context.dispose();
        } catch (GSSException e) {
            LOG.log(System.Logger.Level.DEBUG, "a security context was not disposed of: {0}", e.getMessage());
        }
    }
}
