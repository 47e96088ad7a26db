package io.gossamer.net.rendezvous;

import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Command;
import io.gossamer.net.membership.Effect;
import io.gossamer.net.membership.View;
import io.gossamer.net.membership.ViewMachine;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * All that the replicas of a coordinator agree on: who is in or waits, in which view, and what each of them was told. A
 * function of the proposals in the order of the log, as the {@link ViewMachine} in it is of commands, so that whichever
 * replica leads can tell every member what it has not heard.
 */
final class ViewRegister {
    /** Somebody who is shut out, and why. */
    record Expulsion(Enrolled whom, String reason) {}

    private static final byte[] NONE = new byte[Fields.SESSION_BYTES];

    private final ViewMachine machine;
    private final Map<Long, Enrolled> roster = new TreeMap<>();
    private boolean open;
    private byte[] session = NONE;
    private long next = 1;

    ViewRegister() {
        machine = new ViewMachine();
    }

    /** One that stands where another stood. */
    ViewRegister(RegisterImage image) {
        machine = new ViewMachine(image.views());
        open = image.open();
        session = image.session();
        next = image.next();
        image.roster().forEach(member -> roster.put(member.number(), member));
    }

    /** Where it stands; valid until the next proposal. */
    RegisterImage image() {
        return new RegisterImage(open, session, next, machine.state(), List.copyOf(roster.values()));
    }

    boolean open() {
        return open;
    }

    View view() {
        return machine.view();
    }

    /** All members and applicants, in the order of coming. */
    Collection<Enrolled> roster() {
        return roster.values();
    }

    Optional<Enrolled> find(MemberKey key) {
        return roster.values().stream()
                .filter(member -> member.key().equals(key))
                .findFirst();
    }

    /** The last of those who wait to come in, or 0 if nobody does. */
    long lastApplicant() {
        return machine.applicants().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * Takes what is committed.
     *
     * @return who is shut out by it
     */
    List<Expulsion> take(Proposal proposal) throws ProtocolException {
        switch (proposal) {
            case Proposal.Open opening -> open(opening);
            case Proposal.Join join -> {
                return join(join);
            }
            case Proposal.Leave leave -> {
                if (roster.remove(leave.member()) != null) {
                    return carryOut(new Command.Leave(leave.member()));
                }
            }
            case Proposal.Lose lose -> {
                if (roster.remove(lose.member()) != null) {
                    return carryOut(new Command.Lose(lose.member()));
                }
            }
            case Proposal.Said said -> {
                Enrolled member = roster.get(said.member());
                if (member != null && member.hear(said.letter())) {
                    return carryOut(said.command());
                }
            }
        }
        return List.of();
    }

    private void open(Proposal.Open opening) {
        if (!open) {
            open = true;
            session = opening.session();
        }
    }

    private List<Expulsion> join(Proposal.Join join) {
        if (find(join.key()).isPresent()) {
            return List.of();
        }
        long number = next++;
        Welcome.Address address = join.address();
        String name = "worker " + number + " (" + address.name() + ")";
        roster.put(number, new Enrolled(number, join.key(), address.named(name)));
        return carryOut(new Command.Apply(number));
    }

    private List<Expulsion> carryOut(Command command) {
        List<Expulsion> expelled = new ArrayList<>();
        for (Effect effect : machine.take(command)) {
            switch (effect) {
                case Effect.Flush flush ->
                    tellAll(
                            flush.view(),
                            Tag.FLUSH,
                            member -> ViewLetters.view(flush.view().number()));
                case Effect.Install install -> tellAll(install.view(), Tag.INSTALL, letters(install));
                case Effect.Agreed agreed ->
                    tellAll(
                            agreed.view(),
                            Tag.AGREED,
                            member -> ViewLetters.view(agreed.view().number()));
                case Effect.Expel expel -> expelled.add(new Expulsion(roster.remove(expel.member()), expel.reason()));
            }
        }
        return expelled;
    }

    private LongFunction<MemorySegment> letters(Effect.Install install) {
        Map<Long, Welcome.Address> addresses = new TreeMap<>();
        for (long member : install.view().ring()) {
            addresses.put(member, roster.get(member).address());
        }
        return member ->
                ViewLetters.Installation.of(session, member, install, addresses).encode();
    }

    private void tellAll(View view, Tag tag, LongFunction<MemorySegment> letter) {
        for (long member : view.ring()) {
            roster.get(member).tell(tag, letter.apply(member));
        }
    }
}
