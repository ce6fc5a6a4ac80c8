// SPDX-License-Identifier: Apache-2.0
/**
 * Lets a Windows domain judge NTLM responses, through the program {@code ntlm_auth} of Samba's winbind.
 *
 * <p>Start at {@link WinbindJudge}. It runs a few helper processes and a virtual thread for each; a helper is busy only while it judges.
 */
@NullMarked
package dev.catena.identity.winbind;

import org.jspecify.annotations.NullMarked;
