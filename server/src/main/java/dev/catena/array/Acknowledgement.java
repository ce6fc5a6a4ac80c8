// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

/**
 * What one member says to something all were asked to do.
 *
 * @param member where clients reach it, or what else is known of it
 * @param done false: it did not answer, or could not
 * @param count of what was taken out, where something was
 * @param words what it did, or why not; a clause for people
 */
public record Acknowledgement(String member, boolean done, long count, String words) {}
