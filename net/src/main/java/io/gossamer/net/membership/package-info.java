/**
 * Who is in a group, as agreed by all of it. A group lives in a succession of numbered {@link
 * io.gossamer.net.membership.View views}; within one nobody comes or goes. What ends a view, what becomes of the
 * operations that were under way, and who is in the next one is decided by {@link
 * io.gossamer.net.membership.ViewMachine}, a function without clock or network that a coordinator runs, alone or
 * replicated.
 *
 * <p>The scheme is that of view synchrony (Birman and Joseph, "Exploiting virtual synchrony in distributed systems",
 * SOSP 1987) with the votes of PCCL ("micro-consensus"; arXiv 2505.14065): whatever all members must agree to happens
 * once all have voted, and a member that is lost takes its vote along.
 */
package io.gossamer.net.membership;
