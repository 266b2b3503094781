use super::world::{File, WorldOn};
use crate::Hub;

#[tokio::test]
async fn a_folder_opens_with_its_own_key_alone() {
    let world = WorldOn::<File>::start();
    let key = world.hub.public_key();
    let folder = world.end().await;
    let key_file = folder.path().join("hub.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key_file)
            .expect("hub.key")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let text = std::fs::read_to_string(&key_file).expect("hub.key");
    let code = || Hub::open(folder.path()).err().map(|error| error.code());
    for (content, wanted) in [
        (Some("abc"), "bad_key_file"),
        (Some("00".repeat(32).as_str()), "wrong_key"),
        (None, "folder"),
    ] {
        match content {
            Some(content) => std::fs::write(&key_file, content).expect("write"),
            None => std::fs::remove_file(&key_file).expect("remove"),
        }
        assert_eq!(code(), Some(wanted));
    }
    std::fs::write(&key_file, text).expect("write");
    assert_eq!(
        Hub::open(folder.path()).expect("whole again").public_key(),
        key
    );
}
