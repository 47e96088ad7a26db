/**
 * The real world: node code in processes joined by TCP. Blocking socket channels, one virtual thread per task, the
 * machine's monotonic clock; links shaped in user space. The only package below which threads are made and clocks are
 * read. Integrity on the way is TCP's; what must survive a hostile or broken peer carries its own checksum (a {@link
 * io.gossamer.codec.message.Message} does).
 */
package io.gossamer.net.tcp;
