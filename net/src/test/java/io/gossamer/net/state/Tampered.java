package io.gossamer.net.state;

import io.gossamer.codec.bits.CorruptMessageException;
import io.gossamer.codec.message.ByteMessages;
import io.gossamer.codec.message.Kind;
import io.gossamer.codec.message.Message;
import io.gossamer.net.collective.Group;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Groups as members see them who do not say what they ought to. */
public final class Tampered {
    private Tampered() {}

    /** What a member says in offers is changed. */
    static Group offers(Group group, UnaryOperator<Message> change) {
        return before(group, "allGather", argument -> change.apply((Message) argument));
    }

    /** What a member sends of its arrays is changed. */
    @SuppressWarnings("unchecked")
    public static Group blocks(Group group, UnaryOperator<Message> change) {
        return before(
                group,
                "allToAll",
                argument -> ((List<Message>) argument).stream().map(change).toList());
    }

    /** What a member gets of others' arrays is lost, and something else comes instead. */
    static Group incoming(Group group) {
        return wrap(group, (operation, arguments, call) -> {
            Object result = call.run(arguments);
            if (operation.equals("allToAll")) {
                return ((List<?>) result)
                        .stream().map(frame -> flipped((MemorySegment) frame)).toList();
            }
            return result;
        });
    }

    private static Group before(Group group, String changed, UnaryOperator<Object> change) {
        return wrap(
                group,
                (operation, arguments, call) ->
                        call.run(operation.equals(changed) ? new Object[] {change.apply(arguments[0])} : arguments));
    }

    /** What is called. */
    public interface Call {
        Object run(Object[] arguments) throws Throwable;
    }

    /** What happens instead. */
    public interface Interception {
        Object around(String operation, Object[] arguments, Call call) throws Throwable;
    }

    private static Group wrap(Group group, Interception interception) {
        return wrap(Group.class, group, interception);
    }

    /** Anything with interfaces, whose calls are intercepted. */
    public static <T> T wrap(Class<T> type, T inner, Interception interception) {
        Class<?>[] interfaces = Stream.concat(
                        Stream.of(type), Arrays.stream(inner.getClass().getInterfaces()))
                .distinct()
                .toArray(Class<?>[]::new);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                interfaces,
                (proxy, method, arguments) -> interception.around(method.getName(), arguments, given -> {
                    try {
                        return method.invoke(inner, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    // What can be wrong with a message

    /** Another content, in a frame that is right. */
    public static Message other(Message message) {
        byte[] content = content(message);
        if (content.length == 0) {
            return message;
        }
        content[content.length / 2] ^= 1;
        return message(message, content);
    }

    /** A content too short, in a frame that is right. */
    static Message shorter(Message message) {
        byte[] content = content(message);
        return message(message, Arrays.copyOf(content, Math.max(0, content.length - 1)));
    }

    /** A content too long, in a frame that is right. */
    static Message longer(Message message) {
        byte[] content = content(message);
        return message(message, Arrays.copyOf(content, content.length + 1000));
    }

    /** A frame that is none. */
    static Message broken(Message message) {
        Message copy = message(message, content(message));
        flip(copy.bytes());
        return copy;
    }

    private static byte[] content(Message message) {
        try {
            return ByteMessages.read(message.bytes(), message.sender(), message.step())
                    .toArray(ValueLayout.JAVA_BYTE);
        } catch (CorruptMessageException e) {
            throw new AssertionError(e);
        }
    }

    private static Message message(Message like, byte[] content) {
        return ByteMessages.write(
                like.sender(),
                like.step(),
                Kind.DENSE,
                List.of(MemorySegment.ofArray(content)),
                MemorySegment.ofArray(new byte[content.length + ByteMessages.MOST_OVERHEAD]));
    }

    private static MemorySegment flipped(MemorySegment frame) {
        MemorySegment copy = MemorySegment.ofArray(frame.toArray(ValueLayout.JAVA_BYTE));
        flip(copy);
        return copy;
    }

    private static void flip(MemorySegment frame) {
        long at = frame.byteSize() / 2;
        frame.set(ValueLayout.JAVA_BYTE, at, (byte) ~frame.get(ValueLayout.JAVA_BYTE, at));
    }
}
