// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Acknowledgement;
import dev.catena.array.ArrayPage;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote;
import dev.catena.cache.Selection;
import dev.catena.http.Refusal;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.identity.Identified;
import dev.catena.identity.Principal;
import dev.catena.policy.Permit;
import dev.catena.route.Route;
import dev.catena.store.Loaded;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredResponse;
import dev.catena.upstream.DialTerms.Reuse;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A step in the life of a request: a question that {@link Flow} answers, or an action that ends or parks it. */
sealed interface Step {
    /** Put to one collaborator; answered with the next step. */
    sealed interface Question extends Step {}

    /** Done by {@link Exchange}. */
    sealed interface Action extends Step {}

    /** Is it a request for a proxy, and for this one? */
    record Admit(RequestHead request) implements Question {}

    /** Who asks? */
    record Identify(RequestHead request) implements Question {}

    /** Do the rules allow it? */
    record Judge(RequestHead request, Principal principal) implements Question {}

    /** What does a QUERY ask? Its content is a part of its key. */
    record Hold(RequestHead request, Principal principal, Permit permit) implements Question {}

    /** May we answer it ourselves? */
    record Lookup(RequestHead request, Principal principal, Permit permit, Patience patience, Loaded loaded) implements Question {}

    /** Where does it go next? */
    record Choose(Errand errand) implements Question {}

    /** Is the next hop there? */
    record Dial(Errand errand, Route route, Reuse reuse) implements Question {}

    /** What does an upstream want to hear before the request? */
    record Approach(Errand errand, Route.Member member, UpstreamConnection connection) implements Question {}

    /** What does it say? */
    record Send(Errand errand, Route route, UpstreamConnection connection, Saying saying) implements Question {}

    /** It wants us to prove who we are: how? */
    record Prove(Errand errand, Route.Member member, UpstreamConnection connection, Saying said, Reply.Head challenge) implements Question {}

    /** Who answers, now that it has: it, or our copy? */
    record Settle(Errand errand, Reply.Head reply) implements Question {}

    /** Answer with what is stored. */
    record Serve(RequestHead request, StoredResponse stored, Selection selection, CacheNote note) implements Action {}

    /** Pass the response on, and keep a copy if there is a writer. */
    record Relay(Errand errand, Reply.Head reply, Optional<StoreWriter> writer, CacheNote note) implements Action {}

    /** Bytes both ways from now on: after a CONNECT, or after the hop's 101. */
    record Tunnel(Errand errand, UpstreamConnection connection, Optional<ResponseHead> switched) implements Action {}

    /** A page of the array's own: the membership table, the script for browsers. */
    record Publish(RequestHead request, ArrayPage page) implements Action {}

    /** An OPTIONS that ends here. */
    record AnswerOptions(RequestHead request) implements Action {}

    /** A PURGE: what is stored of its URL was forgotten; here (without a name), or as each member of the array says. */
    record Purge(RequestHead request, List<Acknowledgement> said) implements Action {}

    record Refuse(Refusal refusal) implements Action {}

    /** 407: the client has to prove who it is. */
    record Challenge(Identified.Challenged challenged) implements Action {}

    /** Nothing to do until the next step is known. */
    record Await(CompletionStage<? extends Step> next) implements Action {}
}
