package io.gossamer.net.rendezvous;

import io.gossamer.net.admission.Invitations;
import io.gossamer.net.admission.Refusal;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.identity.Identified;
import io.gossamer.net.world.Connection;
import io.gossamer.net.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is on the line to a replica while it leads. It turns what members say, and who of them is missed, into proposals,
 * and tells them what the {@link ViewRegister} holds for them. Nothing here outlasts the leadership: a new leader's
 * members come to it with what they have heard.
 */
final class Attendance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final World world;
    private final ViewRegister register;
    private final Invitations invitations;
    private final Leadership leadership;
    private final Consumer<Proposal> proposals;
    private final Duration grace;
    private final Heart heart;
    /** Lines on which somebody came and has not said yet that it is still there. */
    private final Map<Visitor, Post> guests = new HashMap<>();

    private final Map<MemberKey, Post> posts = new LinkedHashMap<>();
    /** Until when members and applicants that are not on the line are waited for. */
    private final Map<Long, Long> absent = new HashMap<>();

    /**
     * @param leadership what who comes is told
     * @param timeout how long a member on the line may give no sign of life
     * @param grace how long one that was there before may take to come back to a new leader
     */
    Attendance(
            World world,
            ViewRegister register,
            Invitations invitations,
            Leadership leadership,
            Consumer<Proposal> proposals,
            Duration timeout,
            Duration grace) {
        this.world = world;
        this.register = register;
        this.invitations = invitations;
        this.leadership = leadership;
        this.proposals = proposals;
        this.grace = grace;
        this.heart = new Heart(world, timeout);
        long deadline = world.nanoTime() + grace.toNanos();
        register.roster().forEach(member -> absent.put(member.number(), deadline));
    }

    /** Tells somebody who comes in, or back, that this is the right place. Whether it is still there, it says itself. */
    void greet(Visitor visitor) throws InterruptedException {
        Post post = new Post(world, visitor);
        guests.put(visitor, post);
        post.send(Tag.LEADER, leadership.encode());
    }

    /** Somebody has heard that this is the right place, and is here. */
    void welcome(Visitor visitor) throws InterruptedException {
        Post post = guests.remove(visitor);
        if (post == null) {
            return;
        }
        MemberKey key = visitor.enter().key();
        Optional<Enrolled> enrolled = register.find(key);
        boolean known = enrolled.isPresent() || posts.containsKey(key);
        Optional<String> objection =
                known ? enrolled.flatMap(member -> disguise(member, visitor)) : objection(visitor.enter());
        if (objection.isPresent()) {
            shutOut(post, objection.get());
            return;
        }
        dismiss(posts.put(key, post));
        heart.beatOn(visitor.channel());
        if (!known) {
            LOG.info("{} wants to come in", visitor.name());
            proposals.accept(new Proposal.Join(key, visitor.address()));
        }
    }

    /** Whoever comes back must be the node that came. */
    private static Optional<String> disguise(Enrolled member, Visitor visitor) {
        return member.address().id().equals(visitor.address().id())
                ? Optional.empty()
                : Optional.of("it is not the node that " + member.address().name() + " was");
    }

    private Optional<String> objection(Enter enter) {
        return enter.heard() > 0
                ? Optional.of("this coordinator does not know it, or knows it no more")
                : invitations.redeem(enter.token());
    }

    /** A member says something. */
    void hear(CoordinatorEvent.Said said) {
        Optional<Enrolled> member = register.find(said.visitor().enter().key());
        if (member.isEmpty() || !isOnTheLine(said.visitor())) {
            return;
        }
        try {
            ViewLetters.Numbered letter = ViewLetters.Numbered.decode(said.payload());
            Proposal.Said proposal = new Proposal.Said(member.get().number(), said.tag(), letter);
            LOG.trace("{} says {}", said.visitor().name(), proposal.command());
            proposals.accept(proposal);
        } catch (ProtocolException e) {
            miss(said.visitor(), "broke the protocol: " + e.getMessage());
        }
    }

    private boolean isOnTheLine(Visitor visitor) {
        Post post = posts.get(visitor.enter().key());
        return post != null && post.visitor().equals(visitor);
    }

    /** A member says goodbye. */
    void leave(Visitor visitor) {
        if (isOnTheLine(visitor)) {
            register.find(visitor.enter().key())
                    .ifPresent(member -> proposals.accept(new Proposal.Leave(member.number())));
        }
        miss(visitor, "said goodbye");
    }

    /** The line to a member is at its end, and with it, the member. */
    void miss(Visitor visitor, String reason) {
        dismiss(guests.remove(visitor));
        if (isOnTheLine(visitor)) {
            LOG.info("{} at {} is out: {}", name(visitor), remote(visitor), reason);
            dismiss(posts.remove(visitor.enter().key()));
        }
    }

    /** What the others call it, and before it is known, it itself. */
    private String name(Visitor visitor) {
        return register.find(visitor.enter().key())
                .map(member -> member.address().name())
                .orElse(visitor.name());
    }

    private static String remote(Visitor visitor) {
        Connection connection = visitor.channel().connection();
        return connection.remote()
                + Identified.peerOf(connection)
                        .map(id -> " (node " + id.brief() + ")")
                        .orElse("");
    }

    private void dismiss(Post post) {
        if (post != null) {
            heart.forget(post.visitor().channel());
            post.close();
        }
    }

    /** Somebody is shut out. */
    void expel(ViewRegister.Expulsion expulsion) throws InterruptedException {
        Post post = posts.remove(expulsion.whom().key());
        if (post != null) {
            heart.forget(post.visitor().channel());
            LOG.warn("{} is expelled: {}", expulsion.whom().address().name(), expulsion.reason());
            shutOut(post, expulsion.reason());
        }
    }

    static void shutOut(Post post, String reason) throws InterruptedException {
        Connection connection = post.visitor().channel().connection();
        LOG.warn("{}", new Refusal(connection.remote(), Identified.peerOf(connection), reason));
        post.end(Tag.REFUSED, Talk.reason(reason));
    }

    /** Tells all what they have not been told, and proposes to go on without those who are missed for too long. */
    void attend() throws InterruptedException {
        long now = world.nanoTime();
        long lastApplicant = register.lastApplicant();
        List<Long> known = new ArrayList<>();
        for (Enrolled member : register.roster()) {
            known.add(member.number());
            Post post = posts.get(member.key());
            if (post == null) {
                await(member.number(), now);
            } else {
                absent.remove(member.number());
                post.deliver(member);
                if (register.view().has(member.number())) {
                    post.hint(lastApplicant);
                }
            }
        }
        absent.keySet().retainAll(known);
        dismissWhoIsOut();
    }

    private void await(long member, long now) {
        if (now - absent.computeIfAbsent(member, added -> now) >= 0) {
            proposals.accept(new Proposal.Lose(member));
            absent.put(member, now + grace.toNanos());
        }
    }

    private void dismissWhoIsOut() {
        for (Post post : List.copyOf(posts.values())) {
            MemberKey key = post.visitor().enter().key();
            if (post.enrolled() && register.find(key).isEmpty()) {
                dismiss(posts.remove(key));
            }
        }
    }

    @Override
    public void close() {
        heart.stop();
        guests.values().forEach(Post::close);
        posts.values().forEach(Post::close);
    }
}
