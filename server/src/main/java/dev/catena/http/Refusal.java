// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * An answer we make ourselves because we could not, or would not, do what was asked: what happened, and what to do.
 *
 * @param code the catalogue's entry: number, status, and the words of {@code Proxy-Status}
 * @param slug the code's word, or one of its cases: {@code 12201/rejected}
 * @param cause what happened this time, a clause for people; names no secret
 * @param remedy what the reader can do about it
 * @param rule the policy rule that decided, or empty
 * @param say the rule's own words to its users, or empty
 */
public record Refusal(RefusalCode code, String slug, String cause, String remedy, String rule, String say) {
    public Refusal(RefusalCode code, String cause, String remedy, String rule, String say) {
        this(code, code.slug(), cause, remedy, rule, say);
    }

    public Refusal(RefusalCode code, String cause, String remedy) {
        this(code, cause, remedy, "", "");
    }

    public Refusal(RefusalCode code, String cause) {
        this(code, cause, code.remedy());
    }

    /** The same, with words that say where, before the cause. */
    public Refusal at(String where) {
        return new Refusal(code, slug, where + ": " + cause, remedy, rule, say);
    }

    public int status() {
        return code.status();
    }

    /** Number and word, as logs and pages print them: {@code 12202 policy-denied}, {@code 12201/rejected}. */
    public String reference() {
        return slug.startsWith(code.number() + "/") ? slug : code.number() + " " + slug;
    }

    /** A request that cannot be read. */
    public static Refusal ofRequest(HeadFault fault) {
        var code = switch (fault.kind()) {
            case SYNTAX -> RefusalCode.REQUEST_MALFORMED;
            case HEAD_TOO_LARGE, TOO_MANY_FIELDS -> RefusalCode.REQUEST_HEAD_TOO_LARGE;
            case VERSION -> RefusalCode.VERSION_NOT_SUPPORTED;
            case FRAMING -> RefusalCode.REQUEST_AMBIGUOUS;
            case CODING -> RefusalCode.CODING_NOT_SUPPORTED;
            case TLS -> RefusalCode.TLS_ON_PLAIN_LISTENER;
        };
        return new Refusal(code, "in the request: " + fault.what());
    }

    /** A response of the next hop that cannot be read. */
    public static Refusal ofResponse(HeadFault fault) {
        var code = switch (fault.kind()) {
            case SYNTAX, VERSION, TLS -> RefusalCode.RESPONSE_MALFORMED;
            case HEAD_TOO_LARGE, TOO_MANY_FIELDS -> RefusalCode.RESPONSE_HEAD_TOO_LARGE;
            case FRAMING -> RefusalCode.RESPONSE_AMBIGUOUS;
            case CODING -> RefusalCode.RESPONSE_CODING;
        };
        return new Refusal(code, "in the response: " + fault.what());
    }
}
