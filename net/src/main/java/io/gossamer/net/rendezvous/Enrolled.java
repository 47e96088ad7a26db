package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.Tag;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** A member or applicant as the replicas of a coordinator agree on it, with what it was told and may not have heard. */
final class Enrolled {
    /** A numbered letter to a member. */
    record Notice(long number, Tag tag, MemorySegment body) {}

    private final long number;
    private final MemberKey key;
    private final Welcome.Address address;
    private long heard;
    private long told;
    private final Deque<Notice> notices = new ArrayDeque<>();

    Enrolled(long number, MemberKey key, Welcome.Address address) {
        this(number, key, address, 0, 0, List.of());
    }

    Enrolled(long number, MemberKey key, Welcome.Address address, long heard, long told, Collection<Notice> notices) {
        this.number = number;
        this.key = key;
        this.address = address;
        this.heard = heard;
        this.told = told;
        this.notices.addAll(notices);
    }

    long number() {
        return number;
    }

    MemberKey key() {
        return key;
    }

    Welcome.Address address() {
        return address;
    }

    /** Up to which of its letters it was heard. */
    long heard() {
        return heard;
    }

    /** How many letters were written to it. */
    long told() {
        return told;
    }

    Collection<Notice> notices() {
        return notices;
    }

    void tell(Tag tag, MemorySegment body) {
        notices.add(new Notice(++told, tag, body));
    }

    /** Takes note of a letter from it; false if it was heard before, or one before it was not. */
    boolean hear(ViewLetters.Numbered letter) {
        if (letter.number() != heard + 1) {
            return false;
        }
        heard = letter.number();
        notices.removeIf(notice -> notice.number() <= letter.heard());
        return true;
    }

    /** The letters after the one with that number. */
    List<Notice> after(long number) {
        List<Notice> later = new ArrayList<>(notices);
        later.removeIf(notice -> notice.number() <= number);
        return later;
    }
}
