/**
 * Where the stores of two products do different things. Data: each member is one thing that a product does or does not
 * do, and the outcome is computed from what is on the disk.
 */

/** What the stores do, where products differ. */
export interface StoreBehaviour {
  /**
   * At start a layer must have its directory with a valid `link`, a base layer its metadata, and `lower` must name the
   * parent; otherwise its record is deleted. A short link that is missing is made again. Contents are not looked at.
   *
   * @source openEuler docker patches 0033, 0045, 0048, 0059, 0109
   */
  readonly checksLayersAtStart: boolean
  /** At start names whose image cannot be read, or lost its top layer, are dropped. @source patches 0108, 0110, 0185 */
  readonly dropsDeadReferencesAtStart: boolean
  /**
   * At start everything goes that no record and no container names: temporary files of `repositories.json`, transactions
   * of layers, mounts, containers that cannot be loaded, directories and short links below `overlay2`.
   *
   * @source patches 0020, 0059, 0170, 0175
   */
  readonly removesLeftoversAtStart: boolean
  /**
   * How a layer is deleted: its record renamed, its data, its record (20.10); its record and then its data (patch 0232); or
   * its data and then its record, as all did before 20.10.
   */
  readonly layerDeletion: 'rename-record-first' | 'record-first' | 'data-first'
  /** A layer's directory goes before its short link, and a `link` that is none is refused. @source patches 0045, 0059 */
  readonly removesDirectoryBeforeLink: boolean
  /** When the writable layer of a container cannot be made, what was made of it is removed. @source patches 0053, 0054 */
  readonly undoesFailedContainers: boolean
  /** A pull believes in an image only when the daemon has loaded it with its layers. @source patches 0110, 0129 */
  readonly pullTrustsLoadedImagesOnly: boolean
  /**
   * Builds, `docker create`, `docker run` and `docker save` hold on images: a number for each image, in memory only. An
   * image whose number is not 0 is not deleted, whatever happened to its names.
   *
   * @source EulerOS docker 1.11.2.26, .28 and .32
   */
  readonly holdsOnImages: boolean
  /**
   * An image whose config says `From` is a part of another: `docker build --no-parent` makes it, `docker combine` joins
   * it with what it is from, and whoever runs it or builds on it joins it first. Others read such a config as any other.
   *
   * @source EulerOS docker 1.11.2, daemon/combine.go
   */
  readonly joinsPartialImages: boolean
  /** The config of a new image is written under the lock of the images, not before it. @source EulerOS docker 1.11.2.32 */
  readonly writesConfigUnderLock: boolean
  /** A name is good for its ID, whether or not the image can be read. @source moby 1.11 daemon/daemon.go `GetImageID` */
  readonly namesAreNotChecked: boolean
  /** A refused removal by ID speaks of one or more repositories that name the image, not of multiple ones. @source moby 1.11 daemon/image_delete.go */
  readonly namesMayBeOne: boolean
}

/** Docker 20.10, which the recordings were made with. */
export const DOCKER_BEHAVIOUR: StoreBehaviour = {
  checksLayersAtStart: false, dropsDeadReferencesAtStart: false, removesLeftoversAtStart: false, layerDeletion: 'rename-record-first',
  removesDirectoryBeforeLink: false, undoesFailedContainers: false, pullTrustsLoadedImagesOnly: false, holdsOnImages: false, joinsPartialImages: false, writesConfigUnderLock: false,
  namesAreNotChecked: false, namesMayBeOne: false,
}

/** openEuler's patches, all that the newest package has (18.09.0.325, 2023). */
export const OPENEULER_BEHAVIOUR: StoreBehaviour = {
  ...DOCKER_BEHAVIOUR, checksLayersAtStart: true, dropsDeadReferencesAtStart: true, removesLeftoversAtStart: true, layerDeletion: 'record-first',
  removesDirectoryBeforeLink: true, undoesFailedContainers: true, pullTrustsLoadedImagesOnly: true,
}

/**
 * EulerOS's Docker 1.11.2 in its last form (1.11.2.32 and later): what its published source adds to Docker. Of Docker 1.11
 * itself only what is named here differs from 20.10: nobody recorded it.
 */
export const EULEROS_BEHAVIOUR: StoreBehaviour = {
  ...DOCKER_BEHAVIOUR, layerDeletion: 'data-first', holdsOnImages: true, joinsPartialImages: true, writesConfigUnderLock: true, namesAreNotChecked: true, namesMayBeOne: true,
}
